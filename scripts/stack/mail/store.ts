/** Mails on disk: `<id>.eml` as it came, `<id>.json` with what the list shows. */
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import PostalMime, { type Email } from 'postal-mime'

export interface MailSummary {
  id: string
  /** ISO time of arrival. */
  received: string
  from: string
  /** Addresses it was delivered to, from the envelope. */
  to: string[]
  subject: string
  /** First words of the text. */
  preview: string
  size: number
}

export interface MailMessage extends MailSummary {
  text: string
  html: string | null
  /** Addresses the mail leads to, in order. */
  links: string[]
  headers: { name: string; value: string }[]
  attachments: { name: string; type: string; size: number }[]
}

/** Older mails make room. */
const keep = 1000

export class MailStore {
  private readonly folder: string
  private readonly summaries: MailSummary[] = []

  private constructor(folder: string) {
    this.folder = folder
  }

  static async open(folder: string): Promise<MailStore> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await chmod(folder, 0o700)
    const store = new MailStore(folder)
    for (const name of (await readdir(folder)).sort()) {
      if (name.endsWith('.part')) await rm(join(folder, name), { force: true })
      if (!name.endsWith('.json')) continue
      try {
        store.summaries.unshift(JSON.parse(await readFile(join(folder, name), 'utf8')) as MailSummary)
      } catch {
        // half-written when the machine stopped
      }
    }
    return store
  }

  /** Newest first. */
  list(): MailSummary[] {
    return this.summaries
  }

  async add(raw: Buffer, envelope: { from: string; to: string[] }): Promise<MailSummary> {
    const received = new Date()
    // The id sorts by time, so that the folder needs no index.
    const id = `${received.toISOString().replace(/\D/g, '')}-${randomBytes(4).toString('hex')}`
    const mail = await PostalMime.parse(raw)
    const summary: MailSummary = {
      id,
      received: received.toISOString(),
      from: mail.from?.address ? `${mail.from.name ?? ''} <${mail.from.address}>`.trim() : envelope.from,
      to: envelope.to,
      subject: mail.subject ?? '',
      preview: plainText(mail).replace(/\s+/g, ' ').trim().slice(0, 140),
      size: raw.length,
    }
    await this.write(`${id}.eml`, raw)
    await this.write(`${id}.json`, JSON.stringify(summary))
    this.summaries.unshift(summary)
    for (const old of this.summaries.splice(keep)) await this.erase(old.id)
    return summary
  }

  async raw(id: string): Promise<Buffer | null> {
    if (!this.summaries.some((s) => s.id === id)) return null
    return await readFile(join(this.folder, `${id}.eml`)).catch(() => null)
  }

  async read(id: string): Promise<MailMessage | null> {
    const summary = this.summaries.find((s) => s.id === id)
    const raw = await this.raw(id)
    if (!summary || !raw) return null
    const mail = await PostalMime.parse(raw)
    return {
      ...summary,
      text: plainText(mail),
      html: mail.html ? withInlineImages(mail) : null,
      links: findLinks(mail),
      headers: mail.headers.map(({ originalKey, key, value }) => ({ name: originalKey ?? key, value })),
      attachments: mail.attachments.map((a) => ({
        name: a.filename ?? 'unnamed',
        type: a.mimeType,
        size: Buffer.from(a.content as ArrayBuffer).length,
      })),
    }
  }

  async clear(): Promise<void> {
    for (const { id } of this.summaries.splice(0)) await this.erase(id)
  }

  private async erase(id: string): Promise<void> {
    await Promise.all(['eml', 'json'].map((extension) => rm(join(this.folder, `${id}.${extension}`), { force: true })))
  }

  private async write(name: string, content: Buffer | string): Promise<void> {
    const path = join(this.folder, name)
    await writeFile(`${path}.part`, content)
    await rename(`${path}.part`, path)
  }
}

function plainText(mail: Email): string {
  return mail.text ?? (mail.html ?? '').replace(/<(style|script)[\s\S]*?<\/\1>/gi, '').replace(/<[^>]+>/g, ' ')
}

function findLinks(mail: Email): string[] {
  const inHtml = [...(mail.html ?? '').matchAll(/href\s*=\s*"(https?:[^"]+)"/gi)].map((m) => m[1]!.replaceAll('&amp;', '&'))
  const inText = [...(mail.text ?? '').matchAll(/https?:\/\/[^\s<>"']+/g)].map((m) => m[0].replace(/[.,;:!?)]+$/, ''))
  return [...new Set([...inHtml, ...inText])]
}

/** Images sent along are shown in place (RFC 2392). */
function withInlineImages(mail: Email): string {
  let html = mail.html!
  for (const attachment of mail.attachments) {
    if (!attachment.contentId || !attachment.mimeType.startsWith('image/')) continue
    const data = Buffer.from(attachment.content as ArrayBuffer).toString('base64')
    html = html.replaceAll(`cid:${attachment.contentId.replace(/^<|>$/g, '')}`, `data:${attachment.mimeType};base64,${data}`)
  }
  return html
}
