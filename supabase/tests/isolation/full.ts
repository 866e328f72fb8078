/** `npm run test:proof` tries everything as everybody; `npm test` leaves out what says the same once more. */
export const isFull = process.env.ORRERY_PROOF === 'full'
