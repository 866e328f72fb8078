/** What the sample shop sells, where, and to whom. Weights are shares. */
export const countries = [
  { country: 'Germany', region: 'Europe', weight: 21 },
  { country: 'France', region: 'Europe', weight: 14 },
  { country: 'United Kingdom', region: 'Europe', weight: 13 },
  { country: 'Netherlands', region: 'Europe', weight: 7 },
  { country: 'Spain', region: 'Europe', weight: 7 },
  { country: 'United States', region: 'Americas', weight: 22 },
  { country: 'Canada', region: 'Americas', weight: 6 },
  { country: 'Brazil', region: 'Americas', weight: 4 },
  { country: 'Japan', region: 'Asia-Pacific', weight: 4 },
  { country: 'Australia', region: 'Asia-Pacific', weight: 4 },
] as const

export const channels = [
  { channel: 'Web shop', weight: 52 },
  { channel: 'Marketplace', weight: 24 },
  { channel: 'Retail', weight: 15 },
  { channel: 'Sales team', weight: 9 },
] as const

export const segments = [
  { segment: 'Consumer', weight: 58, basket: 1 },
  { segment: 'Small business', weight: 30, basket: 1.8 },
  { segment: 'Enterprise', weight: 12, basket: 4.2 },
] as const

export const products = [
  { product: 'Desk lamp Meridian', category: 'Lighting', price: 89, weight: 9 },
  { product: 'Pendant Vesper', category: 'Lighting', price: 149, weight: 5 },
  { product: 'Floor lamp Zenith', category: 'Lighting', price: 219, weight: 4 },
  { product: 'Light strip Halo', category: 'Lighting', price: 39, weight: 10 },
  { product: 'Standing desk Atlas', category: 'Furniture', price: 649, weight: 5 },
  { product: 'Task chair Cassini', category: 'Furniture', price: 429, weight: 6 },
  { product: 'Shelf Lagrange', category: 'Furniture', price: 189, weight: 5 },
  { product: 'Drawer unit Umbra', category: 'Furniture', price: 159, weight: 4 },
  { product: 'Notebook Almanac', category: 'Stationery', price: 18, weight: 14 },
  { product: 'Pen set Sextant', category: 'Stationery', price: 34, weight: 11 },
  { product: 'Planner Ephemeris', category: 'Stationery', price: 27, weight: 9 },
  { product: 'Monitor arm Apogee', category: 'Accessories', price: 119, weight: 8 },
  { product: 'Cable kit Transit', category: 'Accessories', price: 24, weight: 12 },
  { product: 'Desk mat Nebula', category: 'Accessories', price: 45, weight: 10 },
  { product: 'Laptop stand Perigee', category: 'Accessories', price: 69, weight: 9 },
  { product: 'Headset Aurora', category: 'Electronics', price: 179, weight: 7 },
  { product: 'Webcam Parallax', category: 'Electronics', price: 129, weight: 7 },
  { product: 'Keyboard Astrolabe', category: 'Electronics', price: 139, weight: 8 },
  { product: 'Dock Conjunction', category: 'Electronics', price: 249, weight: 5 },
] as const

export const firstNames = ['Ada', 'Ben', 'Clara', 'David', 'Elif', 'Finn', 'Greta', 'Hugo', 'Ines', 'Jonas', 'Kaya', 'Liam', 'Mara', 'Noah', 'Olga', 'Pablo', 'Quinn', 'Rosa', 'Sven', 'Tara', 'Uma', 'Viktor', 'Wanda', 'Yuki', 'Zoe']
export const lastNames = ['Abel', 'Brandt', 'Costa', 'Dubois', 'Eriksen', 'Fischer', 'Garcia', 'Hansen', 'Ito', 'Jansen', 'Keller', 'Lopez', 'Moreau', 'Novak', 'Okafor', 'Patel', 'Rossi', 'Sato', 'Tremblay', 'Ueda', 'Vogel', 'Walker', 'Young', 'Zhang']
