/** Mails sent by a real client are kept, shown and, if wanted, refused. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePortBlock } from '../../testing/ports.ts'
import { loadConfig, type StackConfig } from '../config.ts'
import { type MailSink, startMail } from './server.ts'

let config: StackConfig
let mail: MailSink
let base: string

beforeAll(async () => {
  const home = mkdtempSync(join(tmpdir(), 'orrery-mail-'))
  config = loadConfig({ ORRERY_HOME: home, ORRERY_PORT: String(await freePortBlock()) })
  mail = await startMail(config)
  base = `http://127.0.0.1:${config.ports.mail}`
})
afterAll(async () => {
  await mail.close()
  rmSync(config.home, { recursive: true })
})

const sendMail = (message: object) => {
  const transport = createTransport({ host: '127.0.0.1', port: config.ports.smtp, ignoreTLS: true })
  return transport.sendMail({ from: 'Orrery <a@example.com>', to: 'Ünal <b@example.com>', ...message }).finally(() => transport.close())
}
const api = async (path: string, init?: RequestInit) => (await fetch(`${base}${path}`, init)).json() as Promise<never>

test('a mail is listed and read with text, HTML, links and attachments, also after a restart', async () => {
  const html = '<p>Grüße <a href="https://example.com/?a=1&amp;b=2">link</a><img src="cid:dot"></p><script>alert(1)</script>'
  const attachments = [{ filename: 'dot.png', cid: 'dot', content: Buffer.from('png') }]
  await sendMail({ subject: 'Grüße <b>', text: 'See https://example.com/text.', html, attachments })
  await mail.close()
  mail = await startMail(config)
  const [first] = (await api('/api/messages')) as { id: string }[]
  expect(first).toMatchObject({
    subject: 'Grüße <b>',
    from: 'Orrery <a@example.com>',
    to: ['b@example.com'],
    preview: 'See https://example.com/text.',
  })
  const full = (await api(`/api/messages/${first!.id}`)) as { html: string }
  expect(full).toMatchObject({
    links: ['https://example.com/?a=1&b=2', 'https://example.com/text'],
    attachments: [{ name: 'dot.png', size: 3 }],
  })
  expect(full.html).toContain('data:image/png;base64,cG5n')
  expect(await (await fetch(base)).text()).toContain('Grüße &lt;b&gt;')
  const page = await (await fetch(`${base}/messages/${first!.id}`)).text()
  expect(page).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"')
  expect(page).not.toContain('alert(1)')
  const frame = await fetch(`${base}/messages/${first!.id}/html`)
  expect(frame.headers.get('content-security-policy')).toMatch(/^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'/)
  expect((await fetch(`${base}/api/messages/..%2Fkeys`)).status).toBe(404)
})

test('it refuses as told, so many times', async () => {
  await api('/api/messages', { method: 'DELETE' })
  await api('/api/behaviour', { method: 'POST', body: '{"fail":"451 4.3.0 Not now","times":1}' })
  await expect(sendMail({ subject: 'one' })).rejects.toMatchObject({ responseCode: 451 })
  await sendMail({ subject: 'two' })
  expect(mail.list().map((m) => m.subject)).toEqual(['two'])
  expect((await fetch(`${base}/api/behaviour`, { method: 'POST', body: '{"fail":"oops"}' })).status).toBe(400)
})

test('only a page of its own reads or changes anything, under whatever name it is reached', async () => {
  await api('/api/behaviour', { method: 'POST', body: '{}' })
  await sendMail({ subject: 'Your sign-in link' })
  const statusOf = (method: string, path: string, headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const { mail: port } = config.ports
      request({ host: '127.0.0.1', port, method, path, headers }, (res) => resolve(res.resume().statusCode))
        .on('error', reject)
        .end()
    })
  const own = `localhost:${config.ports.mail}`
  expect(await statusOf('GET', '/api/messages', { host: own })).toBe(200)
  expect(await statusOf('GET', '/api/messages', { host: 'rebound.example' })).toBe(403)
  expect(await statusOf('GET', '/', { host: `127.0.0.1.rebound.example:${config.ports.mail}` })).toBe(403)
  expect(await statusOf('POST', '/api/behaviour', { host: own, origin: 'https://stranger.example' })).toBe(403)
  expect(await statusOf('DELETE', '/api/messages', { host: own, origin: 'null' })).toBe(403)
  expect(mail.list().map((m) => m.subject)).toContain('Your sign-in link')
  expect(await statusOf('DELETE', '/api/messages', { host: own, origin: `http://${own}` })).toBe(200)
  expect(statSync(join(config.home, 'mail')).mode & 0o077).toBe(0)
})
