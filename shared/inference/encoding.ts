/** In which encoding a file is written, from its first bytes. Names are WHATWG labels, fit for `TextDecoder`. */

export interface Encoding {
  label: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'
  /** Bytes of the byte order mark, 0 when there is none. */
  mark: number
}

/** @param bytes the beginning of the file; the last character may be cut in half. */
export function detectEncoding(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { label: 'utf-8', mark: 3 }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { label: 'utf-16le', mark: 2 }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { label: 'utf-16be', mark: 2 }
  const wide = zeros(bytes)
  if (wide) return { label: wide, mark: 0 }
  return { label: isUtf8(bytes) ? 'utf-8' : 'windows-1252', mark: 0 }
}

/** Delimiters, digits and line ends are ASCII: in UTF-16 every other byte of theirs is zero. */
function zeros(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const length = Math.min(bytes.length, 4096) & ~1
  let even = 0
  let odd = 0
  for (let index = 0; index < length; index += 2) {
    if (bytes[index] === 0) even += 1
    if (bytes[index + 1] === 0) odd += 1
  }
  const pairs = length / 2
  if (pairs < 2) return null
  if (odd > pairs * 0.2 && even < pairs * 0.02) return 'utf-16le'
  if (even > pairs * 0.2 && odd < pairs * 0.02) return 'utf-16be'
  return null
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

/** Whether these bytes are no text at all: a picture, a spreadsheet, an archive. */
export function looksBinary(bytes: Uint8Array): string | null {
  const starts = (...magic: number[]) => magic.every((byte, index) => bytes[index] === byte)
  if (starts(0x50, 0x4b, 0x03, 0x04)) return 'a ZIP archive or an Excel workbook'
  if (starts(0x1f, 0x8b)) return 'a gzip archive'
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) return 'an old Excel workbook'
  if (starts(0x25, 0x50, 0x44, 0x46)) return 'a PDF'
  if (starts(0x50, 0x41, 0x52, 0x31)) return 'a Parquet file'
  if (starts(0x89, 0x50, 0x4e, 0x47) || starts(0xff, 0xd8, 0xff) || starts(0x47, 0x49, 0x46, 0x38)) return 'a picture'
  const { label } = detectEncoding(bytes)
  if (label.startsWith('utf-16')) return null
  return bytes.subarray(0, 8192).includes(0) ? 'binary data' : null
}

/** Text of a part of a file; a character cut in half at the end is left out. */
export function decode(bytes: Uint8Array, label: string, mark = 0): string {
  return new TextDecoder(label).decode(bytes.subarray(mark), { stream: true })
}
