/** Colour arithmetic for checking palettes: OKLab (Ottosson 2020), colour-blind simulation (Machado, Oliveira, Fernandes 2009, severity 1), WCAG contrast. */

export type Rgb = readonly [number, number, number]
export type Sight = 'normal' | 'protanopia' | 'deuteranopia' | 'tritanopia'

const machado: Record<Exclude<Sight, 'normal'>, readonly (readonly [number, number, number])[]> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

/** `#rrggbb` → linear light, 0–1. */
export function linear(hex: string): Rgb {
  const channel = (at: number) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }
  return [channel(1), channel(3), channel(5)]
}

/** How a colour in linear light appears to an eye. */
export function seenBy(sight: Sight, [r, g, b]: Rgb): Rgb {
  if (sight === 'normal') return [r, g, b]
  const clamp = (x: number) => Math.min(1, Math.max(0, x))
  const row = (i: number) => {
    const [mr, mg, mb] = machado[sight][i] ?? [0, 0, 0]
    return clamp(mr * r + mg * g + mb * b)
  }
  return [row(0), row(1), row(2)]
}

export function oklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

/** Distance of two colours for an eye: 100 × Euclid in OKLab; about 2 is just noticeable. */
export function distance(a: string, b: string, sight: Sight = 'normal'): number {
  const p = oklab(seenBy(sight, linear(a)))
  const q = oklab(seenBy(sight, linear(b)))
  return 100 * Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2])
}

/** WCAG 2 contrast ratio, 1–21. */
export function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const [r, g, bl] = linear(hex)
    return 0.2126 * r + 0.7152 * g + 0.0722 * bl
  }
  const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (hi + 0.05) / (lo + 0.05)
}
