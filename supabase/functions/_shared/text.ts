/** What went wrong as a text that Postgres can keep: no U+0000, no half of a character, no novel. */
export const storable = (text: string): string => text.slice(0, 2000).toWellFormed().replaceAll('\0', '')
