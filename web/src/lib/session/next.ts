/** Where to go after signing in: a path of this app, never another site. */
export function safeNext(url: URL | { searchParams: Pick<URLSearchParams, 'get'>; origin: string }): string {
  const next = url.searchParams.get('next') ?? '/'
  try {
    const target = new URL(next, url.origin)
    return target.origin === url.origin && next.startsWith('/') ? target.pathname + target.search + target.hash : '/'
  } catch {
    return '/'
  }
}
