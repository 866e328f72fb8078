/** Tells a file that is not what it claims to be, by its first bytes. */
import type { FileFormat } from '../../../../../shared/upload.ts'
import { AppError } from '../../../../../shared/errors.ts'

const asCsv = 'Save it as CSV (UTF-8) and upload that.'
const signatures: { bytes: number[]; what: string; hint: string }[] = [
  {
    bytes: [0x50, 0x4b, 0x03, 0x04],
    what: 'a zip archive or an Excel workbook',
    hint: 'Unpack it, or save the sheet as CSV, and upload that.',
  },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], what: 'an old Excel workbook', hint: asCsv },
  { bytes: [0x1f, 0x8b], what: 'compressed with gzip', hint: 'Unpack it and upload the file inside.' },
  { bytes: [0x50, 0x41, 0x52, 0x31], what: 'a Parquet file', hint: asCsv },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'a PDF', hint: 'Export the table as CSV and upload that.' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], what: 'a picture', hint: 'Upload a file of data: CSV or JSON.' },
  { bytes: [0xff, 0xd8, 0xff], what: 'a picture', hint: 'Upload a file of data: CSV or JSON.' },
  { bytes: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], what: 'an SQLite database', hint: 'Export the table as CSV and upload that.' },
]

/** Throws unprocessable when `head`, the first bytes after decoding, cannot be of `format`. */
export function checkLooksLike(format: FileFormat, head: Uint8Array): void {
  const known = signatures.find(({ bytes }) => bytes.every((byte, at) => head[at] === byte))
  if (known) throw notWhatItClaims(`This is not a ${format.toUpperCase()} file but ${known.what}`, known.hint)

  const sample = head.subarray(0, 8192)
  const text = new TextDecoder().decode(sample).trimStart()
  if (text === '') throw notWhatItClaims('The file is empty', 'Upload a file with at least one row.')
  if (controlBytes(sample) > Math.max(8, sample.length / 100)) {
    throw notWhatItClaims('The file is not text', 'Upload CSV or JSON. If it is text in UTF-16, choose that encoding.')
  }
  if (/^<(!doctype|html|\?xml)/i.test(text)) {
    throw notWhatItClaims(
      'This is a web page or XML, not data',
      'A download link may have led to a sign-in page: open the file in an editor to see.',
    )
  }
  if (format !== 'csv' && !/^[[{]/.test(text)) {
    throw notWhatItClaims(
      `This is not ${format === 'json' ? 'JSON' : 'JSON lines'}: it begins with "${text.slice(0, 20)}"`,
      'Choose CSV if it is a table of text.',
    )
  }
}

/** Bytes no text has. */
function controlBytes(sample: Uint8Array): number {
  return sample.reduce((count, byte) => count + (byte < 9 || (byte > 13 && byte < 27) ? 1 : 0), 0)
}

function notWhatItClaims(message: string, hint: string): AppError {
  return new AppError('unprocessable', message, { hint })
}
