/** Mails of the Auth API, sent over SMTP. */
import { createTransport, type Transporter } from 'nodemailer'

export type MailKind = 'signup' | 'magiclink' | 'recovery' | 'invite' | 'email_change' | 'reauthentication'

interface Wording {
  subject: string
  lead: string
  button: string
}

const wording: Record<MailKind, Wording> = {
  signup: { subject: 'Confirm your e-mail address', lead: 'Confirm this address to finish signing up.', button: 'Confirm address' },
  magiclink: { subject: 'Your sign-in link', lead: 'Use this link to sign in. It works once and for one hour.', button: 'Sign in' },
  recovery: {
    subject: 'Reset your password',
    lead: 'Use this link to choose a new password. It works once and for one hour.',
    button: 'Choose a new password',
  },
  invite: { subject: 'You have been invited', lead: 'Accept the invitation to create your account.', button: 'Accept invitation' },
  email_change: {
    subject: 'Confirm your new address',
    lead: 'Confirm that this address shall be yours from now on.',
    button: 'Confirm new address',
  },
  reauthentication: { subject: 'Confirm that it is you', lead: 'Enter this code to go on.', button: '' },
}

export class Mailer {
  private readonly transport: Transporter
  private readonly from: string
  constructor(options: { host: string; port: number; from: string }) {
    this.transport = createTransport({
      host: options.host,
      port: options.port,
      secure: false,
      ignoreTLS: true,
      connectionTimeout: 5000,
      greetingTimeout: 5000,
    })
    this.from = options.from
  }

  async send(kind: MailKind, to: string, { link, code }: { link: string; code: string }): Promise<void> {
    const { subject, lead, button } = wording[kind]
    const text = [lead, ...(button ? [link] : []), `Code: ${code}`, 'If you did not ask for this, nothing needs to be done.'].join('\n\n')
    await this.transport.sendMail({ from: this.from, to: { name: '', address: to }, subject, text, html: html(lead, button, link, code) })
  }

  close(): void {
    this.transport.close()
  }
}

function html(lead: string, button: string, link: string, code: string): string {
  const anchor = button
    ? `<p style="margin:24px 0"><a href="${escape(link)}" style="background:#8a6a2f;color:#fff;padding:10px 16px;border-radius:6px;text-decoration:none">${button}</a></p>`
    : ''
  return `<!doctype html><meta name="viewport" content="width=device-width"><body style="margin:0;background:#faf8f3;color:#1d1b17;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:480px;margin:0 auto;padding:40px 24px"><p>${lead}</p>${anchor}
<p style="color:#6b6558">Or enter this code:</p><p style="font:600 24px/1 ui-monospace,monospace;letter-spacing:.2em">${code}</p>
<p style="color:#6b6558;font-size:14px">If you did not ask for this, nothing needs to be done.</p></div></body>`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
