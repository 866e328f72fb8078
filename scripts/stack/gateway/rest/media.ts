/** Which of our representations the client accepts (RFC 9110, 12.5.1). */
import { RestError } from './errors.ts'

export interface Media {
  kind: 'json' | 'object' | 'csv' | 'openapi' | 'binary' | 'text'
  stripNulls: boolean
  contentType: string
}

const plainJson: Media = { kind: 'json', stripNulls: false, contentType: 'application/json; charset=utf-8' }

/** `scalar`: a function's single value may also be had as bytes or text. */
export function negotiate(accept: string | undefined, options: { scalar?: boolean; root?: boolean } = {}): Media {
  const ranges = (accept || '*/*')
    .split(',')
    .map((range, index) => {
      const [name, ...parameters] = range.split(';').map((p) => p.trim().toLowerCase()) as [string, ...string[]]
      const q = Number(parameters.find((p) => p.startsWith('q='))?.slice(2) ?? 1)
      return { name, stripNulls: parameters.includes('nulls=stripped'), q, index }
    })
    .filter((r) => r.q > 0)
    .sort((a, b) => b.q - a.q || a.index - b.index)
  for (const { name, stripNulls } of ranges) {
    const media = one(name, stripNulls, options)
    if (media) return media
  }
  throw new RestError(406, 'PGRST107', `None of these media types are available: ${accept}`)
}

function one(name: string, stripNulls: boolean, { scalar, root }: { scalar?: boolean; root?: boolean }): Media | null {
  if (root && /^(\*\/\*|application\/(\*|json|openapi\+json))$/.test(name)) {
    return { kind: 'openapi', stripNulls: false, contentType: 'application/openapi+json; charset=utf-8' }
  }
  switch (name) {
    case '*/*':
    case 'application/*':
    case 'application/json':
      return plainJson
    case 'application/vnd.pgrst.array+json':
      return stripNulls ? { ...plainJson, stripNulls, contentType: `${name};nulls=stripped; charset=utf-8` } : plainJson
    case 'application/vnd.pgrst.object+json':
    case 'application/vnd.pgrst.object':
      return {
        kind: 'object',
        stripNulls,
        contentType: `application/vnd.pgrst.object+json${stripNulls ? ';nulls=stripped' : ''}; charset=utf-8`,
      }
    case 'text/csv':
      return { kind: 'csv', stripNulls: false, contentType: 'text/csv; charset=utf-8' }
    case 'application/octet-stream':
      return scalar ? { kind: 'binary', stripNulls: false, contentType: name } : null
    case 'text/plain':
      return scalar ? { kind: 'text', stripNulls: false, contentType: 'text/plain; charset=utf-8' } : null
    default:
      return null
  }
}
