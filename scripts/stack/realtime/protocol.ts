/**
 * Messages on the wire, as `@supabase/realtime-js` writes and reads them: protocol 1.0.0 is JSON objects, 2.0.0 is JSON arrays plus
 * binary frames for broadcasts (kind 3 to the server, kind 4 to the client; each header field is prefixed by its length in one byte).
 */
export type Vsn = '1.0.0' | '2.0.0'

/** What a client broadcasts: `json` is JSON text as it came, `binary` opaque bytes; one of the two is set. */
export interface UserBroadcast {
  event: string
  json?: string
  binary?: Buffer
}

/** One message from a client. */
export interface Push {
  joinRef: string | null
  ref: string | null
  topic: string
  event: string
  payload: Record<string, unknown>
  /** Set for `broadcast`. */
  broadcast?: UserBroadcast
  /** The client asks to store the broadcast. */
  persist?: boolean
}

export interface Frame {
  data: Buffer
  binary: boolean
}

const USER_BROADCAST_PUSH = 3
const USER_BROADCAST = 4
const JSON_ENCODING = 1

/** Reads a text frame; throws when it is not a message of this protocol. */
export function decodeText(vsn: Vsn, text: string): Push {
  const raw = JSON.parse(text) as unknown
  let fields: unknown[]
  if (vsn === '2.0.0') {
    if (!Array.isArray(raw) || raw.length !== 5) throw new Error('a message is an array of five')
    fields = raw
  } else {
    if (!isRecord(raw)) throw new Error('a message is an object')
    fields = [raw.join_ref, raw.ref, raw.topic, raw.event, raw.payload]
  }
  const [joinRef, ref, topic, event, payload] = fields
  if (typeof topic !== 'string' || typeof event !== 'string') throw new Error('a message has a topic and an event')
  const push: Push = { joinRef: text_(joinRef), ref: text_(ref), topic, event, payload: isRecord(payload) ? payload : {} }
  if (event === 'broadcast') {
    push.broadcast = { event: String(push.payload.event ?? ''), json: JSON.stringify(push.payload.payload ?? {}) }
  }
  return push
}

/** Reads a binary broadcast (protocol 2.0.0); throws when lengths or JSON are wrong, so that nothing broken is passed on. */
export function decodeBinary(data: Buffer): Push {
  if (data.length < 7 || data[0] !== USER_BROADCAST_PUSH) throw new Error('unknown kind of binary message')
  const lengths = [data[1]!, data[2]!, data[3]!, data[4]!, data[5]!]
  let offset = 7
  if (data.length < offset + lengths.reduce((a, b) => a + b)) throw new Error('binary message is cut short')
  const [joinRef, ref, topic, event, metadata] = lengths.map((length) => data.toString('utf8', offset, (offset += length)))
  const body = data.subarray(offset)
  const broadcast: UserBroadcast = { event: event! }
  if (data[6] === JSON_ENCODING) {
    broadcast.json = body.toString('utf8')
    JSON.parse(broadcast.json)
  } else {
    broadcast.binary = body
  }
  const meta: unknown = metadata ? JSON.parse(metadata) : {}
  const persist = isRecord(meta) && Boolean(meta.persist)
  return { joinRef: joinRef || null, ref: ref || null, topic: topic!, event: 'broadcast', payload: {}, broadcast, persist }
}

/** A text frame; `payload` is JSON text. */
export function encode(
  vsn: Vsn,
  topic: string,
  event: string,
  payload: string,
  joinRef: string | null = null,
  ref: string | null = null,
): Frame {
  const [t, e, j, r] = [JSON.stringify(topic), JSON.stringify(event), JSON.stringify(joinRef), JSON.stringify(ref)]
  const text =
    vsn === '2.0.0'
      ? `[${j},${r},${t},${e},${payload}]`
      : `{"topic":${t},"event":${e},"payload":${payload},"ref":${r}${joinRef === null ? '' : `,"join_ref":${j}`}}`
  return { data: Buffer.from(text), binary: false }
}

/** A broadcast for clients; null where the protocol has no way to say it (bytes in 1.0.0). */
export function encodeBroadcast(vsn: Vsn, topic: string, broadcast: UserBroadcast, meta?: Record<string, unknown>): Frame | null {
  if (broadcast.json !== undefined) {
    const tail = meta ? `,"meta":${JSON.stringify(meta)}` : ''
    return encode(
      vsn,
      topic,
      'broadcast',
      `{"type":"broadcast","event":${JSON.stringify(broadcast.event)},"payload":${broadcast.json}${tail}}`,
    )
  }
  if (vsn === '1.0.0' || !broadcast.binary) return null
  const fields = [topic, broadcast.event, meta ? JSON.stringify(meta) : ''].map((field) => Buffer.from(field))
  if (fields.some((field) => field.length > 255)) return null
  const head = Buffer.from([USER_BROADCAST, ...fields.map((field) => field.length), 0])
  return { data: Buffer.concat([head, ...fields, broadcast.binary]), binary: true }
}

/** One message to many sockets: encoded once for each protocol version that somebody speaks. */
export class Outgoing {
  #encode: (vsn: Vsn) => Frame | null
  #frames = new Map<Vsn, Frame | null>()

  constructor(encode: (vsn: Vsn) => Frame | null) {
    this.#encode = encode
  }

  frame(vsn: Vsn): Frame | null {
    let frame = this.#frames.get(vsn)
    if (frame === undefined) this.#frames.set(vsn, (frame = this.#encode(vsn)))
    return frame
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text_(value: unknown): string | null {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null
}
