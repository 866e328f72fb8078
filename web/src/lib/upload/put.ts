/** A file into the bucket `uploads`, with progress. `fetch` still cannot tell how much of a body has left. */
import { PUBLIC_SUPABASE_PUBLISHABLE_KEY } from '$app/env/public'
import { AppError } from '#shared/errors.ts'
import { supabase, supabaseUrl } from '#lib/supabase.ts'

interface Put {
  file: File
  path: string
  /** Bytes sent so far. */
  onprogress: (sent: number) => void
  signal: AbortSignal
}

/** `<project>/<uuid>/<name>`, the name in the characters every object store takes. */
export function uploadPath(projectId: string, fileName: string): string {
  const name = fileName
    .normalize('NFKD')
    .replace(/[^\w.-]+/g, '_')
    .replace(/\.{2,}/g, '.')
    .replace(/^[._]+/, '')
    .slice(-100)
  return `${projectId}/${crypto.randomUUID()}/${name || 'file'}`
}

/** Rejects with the signal's reason when it is aborted, and with what the server said otherwise. */
export async function putUpload({ file, path, onprogress, signal }: Put): Promise<void> {
  const { data } = await supabase.auth.getSession()
  if (!data.session) throw new AppError('not_signed_in', 'Your session has ended', { hint: 'Sign in again' })
  const token = data.session.access_token
  await new Promise<void>((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `${supabaseUrl}/storage/v1/object/uploads/${path.split('/').map(encodeURIComponent).join('/')}`)
    request.setRequestHeader('authorization', `Bearer ${token}`)
    request.setRequestHeader('apikey', PUBLIC_SUPABASE_PUBLISHABLE_KEY)
    request.setRequestHeader('x-upsert', 'false')
    request.setRequestHeader('content-type', file.type || 'application/octet-stream')
    request.upload.onprogress = (event) => onprogress(event.loaded)
    request.onload = () => (request.status < 300 ? resolve() : reject(refusal(request)))
    request.onerror = () => reject(new TypeError('Failed to fetch'))
    request.onabort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', () => request.abort(), { once: true })
    if (signal.aborted) reject(signal.reason as Error)
    else request.send(file)
  })
}

function refusal(request: XMLHttpRequest): unknown {
  try {
    const body = JSON.parse(request.responseText) as Record<string, unknown>
    // Storage answers 400 and names the real status in the body.
    const status = Number(body['statusCode']) || request.status
    return status === 413 ? { status, hint: 'Split the file and append its parts one after the other' } : { ...body, status }
  } catch {
    return { status: request.status }
  }
}
