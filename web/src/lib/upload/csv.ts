import type { Rejection } from '#lib/data/datasets.ts'

const field = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** RFC 4180, with the line, the reason and the record as it was. */
export function rejectionsCsv(rejections: readonly Rejection[]): string {
  const lines = rejections.map(({ line_number, reason, record }) => [String(line_number), reason, record ?? ''].map(field).join(','))
  return ['line,reason,record', ...lines].join('\r\n') + '\r\n'
}
