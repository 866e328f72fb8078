import { PUBLIC_SUPABASE_URL } from '$app/env/public'
import type { Handle } from '@sveltejs/kit/hooks'

/** The API over HTTP and over WebSocket (Realtime). */
const api = `${PUBLIC_SUPABASE_URL} ${PUBLIC_SUPABASE_URL.replace(/^http/, 'ws')}`

export const handle: Handle = async ({ event, resolve }) => {
  const response = await resolve(event)
  const policy = response.headers.get('content-security-policy')
  if (policy) response.headers.set('content-security-policy', policy.replace("connect-src 'self'", `connect-src 'self' ${api}`))
  response.headers.set('x-content-type-options', 'nosniff')
  response.headers.set('referrer-policy', 'strict-origin-when-cross-origin')
  response.headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=()')
  response.headers.set('cross-origin-opener-policy', 'same-origin')
  return response
}
