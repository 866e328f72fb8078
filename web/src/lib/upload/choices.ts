import type { ColumnType } from '#shared/dataset.ts'
import type { DateOrder, FileFormat, ParseOptions } from '#shared/upload.ts'

export const formats: { value: FileFormat; label: string }[] = [
  { value: 'csv', label: 'Delimited text' },
  { value: 'json', label: 'JSON' },
  { value: 'ndjson', label: 'JSON lines' },
]
export const delimiters: { value: ParseOptions['delimiter']; label: string }[] = [
  { value: ',', label: 'Comma ,' },
  { value: ';', label: 'Semicolon ;' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Bar |' },
]
export const quotes: { value: ParseOptions['quote']; label: string }[] = [
  { value: '"', label: 'Double "' },
  { value: "'", label: "Single '" },
]
export const encodings = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'windows-1252', label: 'Western (Windows-1252)' },
  { value: 'windows-1250', label: 'Central European (1250)' },
  { value: 'windows-1251', label: 'Cyrillic (1251)' },
  { value: 'iso-8859-15', label: 'Latin 9 (ISO 8859-15)' },
  { value: 'utf-16le', label: 'UTF-16 little-endian' },
  { value: 'utf-16be', label: 'UTF-16 big-endian' },
  { value: 'shift_jis', label: 'Japanese (Shift JIS)' },
  { value: 'gb18030', label: 'Chinese (GB 18030)' },
  { value: 'euc-kr', label: 'Korean (EUC-KR)' },
] as const
export const decimals: { value: ParseOptions['decimal']; label: string }[] = [
  { value: '.', label: 'Point 1,234.5' },
  { value: ',', label: 'Comma 1.234,5' },
]
export const dateOrders: { value: DateOrder; label: string }[] = [
  { value: 'iso', label: 'ISO 2024-12-31' },
  { value: 'dmy', label: 'Day first 31/12/2024' },
  { value: 'mdy', label: 'Month first 12/31/2024' },
  { value: 'ymd', label: 'Year first 2024/12/31' },
]
export const types: { value: ColumnType; label: string }[] = [
  { value: 'text', label: 'Text' },
  { value: 'integer', label: 'Whole number' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'Yes/no' },
  { value: 'date', label: 'Date' },
  { value: 'timestamp', label: 'Date and time' },
  { value: 'json', label: 'JSON' },
]

/** The delimiter in the middle of a sentence. */
export const delimiterWords: Record<ParseOptions['delimiter'], string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' }
