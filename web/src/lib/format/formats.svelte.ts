/** Numbers, dates and times as this person reads them. */
import { createContext } from 'svelte'

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

export interface FormatSettings {
  /** BCP 47 tag of the number and date format. */
  locale: string
  /** IANA zone. */
  timeZone: string
}

export class Formats {
  #settings: () => FormatSettings
  #number = $derived.by(() => new Intl.NumberFormat(this.locale, { maximumFractionDigits: 6 }))
  #compact = $derived.by(() => new Intl.NumberFormat(this.locale, { notation: 'compact', maximumFractionDigits: 1 }))
  #percent = $derived.by(() => new Intl.NumberFormat(this.locale, { style: 'percent', maximumFractionDigits: 1 }))
  #exact = $derived.by(() => new Intl.DateTimeFormat(this.locale, { dateStyle: 'medium', timeStyle: 'long', timeZone: this.timeZone }))
  #time = $derived.by(() => new Intl.DateTimeFormat(this.locale, { dateStyle: 'medium', timeStyle: 'medium', timeZone: this.timeZone }))
  #date = $derived.by(() => new Intl.DateTimeFormat(this.locale, { dateStyle: 'medium', timeZone: 'UTC' }))
  // Words are of the product's language; `refreshed vor 3 Min.` would be of none.
  #relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' })

  constructor(settings: () => FormatSettings) {
    this.#settings = settings
  }

  get locale(): string {
    return this.#settings().locale
  }
  get timeZone(): string {
    return this.#settings().timeZone
  }

  /** In full: 1,234,567.89 */
  number = (value: number): string => this.#number.format(value)
  /** 1.2M */
  compact = (value: number): string => this.#compact.format(value)
  /** 0.42 → 42 % */
  percent = (value: number): string => this.#percent.format(value)
  /** A date without a time of day. */
  date = (value: string | Date): string => this.#date.format(new Date(value))
  /** A moment in the viewer's zone. */
  time = (value: string | Date): string => this.#time.format(new Date(value))
  /** With the zone's name, for hovering. */
  exact = (value: Date): string => this.#exact.format(value)

  /** 1.4 MB: decimal, as file managers and disks count. */
  bytes = (value: number): string => {
    const names = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte']
    let step = 0
    while (value >= 999.5 && step < names.length - 1) {
      value /= 1000
      step += 1
    }
    return new Intl.NumberFormat(this.locale, {
      style: 'unit',
      unit: names[step],
      unitDisplay: step === 0 ? 'long' : 'short',
      maximumFractionDigits: step < 2 ? 0 : 1,
    }).format(value)
  }

  /** 340 ms, 2.1 s, 3 min 20 s */
  duration = (ms: number): string => {
    if (ms < 1000) return `${Math.round(ms)} ms`
    if (ms < 60_000) return `${new Intl.NumberFormat(this.locale, { maximumFractionDigits: 1 }).format(ms / 1000)} s`
    return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`
  }

  relative = (value: Date, now = Date.now()): string => {
    const seconds = (value.getTime() - now) / 1000
    for (const [unit, size] of units) {
      if (Math.abs(seconds) >= size) return this.#relative.format(Math.trunc(seconds / size), unit)
    }
    return 'just now'
  }
}

export const [getFormats, setFormats] = createContext<Formats>()
