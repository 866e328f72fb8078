/** The pages: a list of mails, and one mail. */
import type { MailMessage, MailSummary } from './store.ts'

export function listPage(messages: MailSummary[]): string {
  const rows = messages.map(
    (m) => `<li><a href="/messages/${m.id}">
<span class="who">${escape(m.to.join(', '))}</span>
<span class="what"><b>${escape(m.subject || '(no subject)')}</b> <i>${escape(m.preview)}</i></span>
${time(m.received)}</a></li>`,
  )
  const empty =
    '<div class="empty"><h2>No mail yet</h2><p>Whatever is sent on this machine is kept here instead of being delivered: sign-in links, invitations, campaigns.</p></div>'
  const count = messages.length === 1 ? '1 mail' : `${messages.length} mails`
  const head = `<header><h1>Mail</h1><span class="quiet">${count}</span>${messages.length ? '<button id="clear">Delete all</button>' : ''}</header>`
  return page('Mail', `${head}${messages.length ? `<ul class="list">${rows.join('')}</ul>` : empty}`, listScript)
}

export function messagePage(m: MailMessage): string {
  const facts = [
    ['From', escape(m.from)],
    ['To', escape(m.to.join(', '))],
    ['Received', time(m.received)],
    ...(m.attachments.length ? [['Attached', m.attachments.map((a) => `${escape(a.name)} <i>${bytes(a.size)}</i>`).join(', ')]] : []),
  ]
  const links = m.links.map((link) => `<li><a href="${escape(link)}" target="_blank" rel="noreferrer">${escape(link)}</a></li>`).join('')
  const views = [
    ...(m.html
      ? [
          [
            'Message',
            `<iframe title="Message" sandbox="allow-popups allow-popups-to-escape-sandbox" src="/messages/${m.id}/html"></iframe>`,
          ],
        ]
      : []),
    ['Text', `<pre>${escape(m.text)}</pre>`],
    ['Headers', `<pre>${m.headers.map((h) => `<b>${escape(h.name)}:</b> ${escape(h.value)}`).join('\n')}</pre>`],
  ] as [string, string][]
  const tabs = views.map(([name], i) => `<button role="tab" aria-selected="${i === 0}" data-view="${i}">${name}</button>`).join('')
  const panels = views.map(([, body], i) => `<section data-panel="${i}"${i === 0 ? '' : ' hidden'}>${body}</section>`).join('')
  return page(
    m.subject || '(no subject)',
    `<header><a class="back" href="/">← Mail</a></header>
<h1 class="subject">${escape(m.subject || '(no subject)')}</h1>
<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('')}</dl>
${links ? `<nav aria-label="Links in this mail"><ul class="links">${links}</ul></nav>` : ''}
<div class="tabs" role="tablist">${tabs}<a href="/messages/${m.id}/raw">Source</a></div>${panels}`,
    messageScript,
  )
}

/** The mail's own document; links open beside the page. */
export function frameHtml(html: string): string {
  return `<base target="_blank">${html}`
}

const listScript = `
new EventSource('/api/events').onmessage = () => location.reload()
document.getElementById('clear')?.addEventListener('click', async () => { await fetch('/api/messages', { method: 'DELETE' }); location.reload() })`

const messageScript = `
for (const tab of document.querySelectorAll('[data-view]')) tab.addEventListener('click', () => {
  for (const other of document.querySelectorAll('[data-view]')) other.setAttribute('aria-selected', String(other === tab))
  for (const panel of document.querySelectorAll('[data-panel]')) panel.hidden = panel.dataset.panel !== tab.dataset.view
})`

const timeScript = `
for (const t of document.querySelectorAll('time')) { const d = new Date(t.dateTime); t.title = d.toLocaleString(); t.textContent = d.toDateString() === new Date().toDateString() ? d.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }) : d.toLocaleDateString([], { day: 'numeric', month: 'short' }) }`

const style = `
:root { color-scheme: light dark; --ground: #faf8f3; --surface: #fffdf9; --ink: #1d1b17; --quiet: #6b6558; --line: #e4dfd3; --brass: #8a6a2f; --link: #1f5fa8 }
@media (prefers-color-scheme: dark) { :root { --ground: #171511; --surface: #1e1b16; --ink: #ece7dc; --quiet: #9d9585; --line: #353027; --brass: #d0a85c; --link: #86b7ee } }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 Inter, system-ui, sans-serif; font-variant-numeric: tabular-nums }
main { max-width: 880px; margin: 0 auto; padding: 24px 16px 48px }
header { display: flex; align-items: baseline; gap: 12px; padding-bottom: 12px; border-bottom: 1px solid var(--line) }
h1 { font-size: 20px; font-weight: 600; margin: 0 } h2 { font-size: 17px; font-weight: 600; margin: 0 0 4px }
.quiet, time, i { color: var(--quiet); font-style: normal }
a { color: var(--link) } a:focus-visible, button:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px }
button { font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: 6px; padding: 4px 12px; cursor: pointer }
button:hover { border-color: var(--brass) } header button { margin-left: auto }
.list { list-style: none; margin: 0; padding: 0 }
.list a { display: grid; grid-template-columns: 230px 1fr auto; gap: 16px; padding: 9px 4px; color: inherit; text-decoration: none; border-bottom: 1px solid var(--line) }
.list a:hover { background: var(--surface); box-shadow: inset 2px 0 var(--brass) }
.list span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap } .list b { font-weight: 550 }
.empty { padding: 80px 16px; text-align: center; color: var(--quiet) } .empty h2 { color: var(--ink) } .empty p { max-width: 44ch; margin: 0 auto }
.back { text-decoration: none } .subject { margin: 20px 0 12px }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 0 0 16px } dt { color: var(--quiet) } dd { margin: 0; overflow-wrap: anywhere }
.links { list-style: none; margin: 0 0 20px; padding: 10px 14px; border: 1px solid var(--line); border-left: 2px solid var(--brass); border-radius: 6px; background: var(--surface) }
.links a { overflow-wrap: anywhere }
.tabs { display: flex; gap: 4px; align-items: center; border-bottom: 1px solid var(--line) }
.tabs button { border: 0; border-bottom: 2px solid transparent; border-radius: 0; padding: 6px 10px; margin-bottom: -1px; color: var(--quiet) }
.tabs button[aria-selected=true] { color: var(--ink); border-color: var(--brass) } .tabs a { margin-left: auto; font-size: 13px }
iframe { width: 100%; height: 62vh; border: 1px solid var(--line); border-top: 0; background: #fff }
pre { margin: 0; padding: 16px; background: var(--surface); border: 1px solid var(--line); border-top: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.55 'JetBrains Mono', ui-monospace, monospace }
@media (max-width: 640px) { .list a { grid-template-columns: 1fr auto; gap: 0 12px } .list .what { grid-column: 1 / -1; grid-row: 2 } }`

function page(title: string, body: string, script: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} · Orrery</title><style>${style}</style></head><body><main>${body}</main><script>${timeScript}${script}</script></body></html>`
}

function time(iso: string): string {
  return `<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')}</time>`
}

function bytes(size: number): string {
  return size < 1024 ? `${size} B` : size < 1024 ** 2 ? `${Math.round(size / 1024)} kB` : `${(size / 1024 ** 2).toFixed(1)} MB`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
