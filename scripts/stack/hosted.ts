/** The few calls to a hosted project that the command-line tool does not make. See https://api.supabase.com/api/v1 */
import { z } from 'zod'
import { Obstacle } from './obstacle.ts'

const Keys = z.array(z.object({ name: z.string(), api_key: z.string().nullish() }))

/** The project's service-role JWT. */
export async function hostedServiceKey(ref: string, token: string): Promise<string> {
  const keys = Keys.parse(await callApi(ref, token, 'GET', 'api-keys?reveal=true'))
  const key = keys.find((candidate) => candidate.name === 'service_role')?.api_key
  if (!key) throw new Obstacle('The project shows no service_role key: its legacy API keys may be disabled (Project Settings → API Keys).')
  return key
}

/** Creates or updates the Vault secrets with which the database calls the functions. */
export async function writeHostedSecrets(ref: string, token: string, secrets: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(secrets)) {
    const query = `do $do$ declare known uuid := (select id from vault.secrets where name = ${literal(name)}); begin
      if known is null then perform vault.create_secret(${literal(value)}, ${literal(name)});
      else perform vault.update_secret(known, ${literal(value)}); end if; end $do$`
    await callApi(ref, token, 'POST', 'database/query', { query })
  }
}

async function callApi(ref: string, token: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`https://api.supabase.com/v1/projects/${encodeURIComponent(ref)}/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Obstacle(`Supabase answered ${response.status} to ${method} ${path}: ${text.slice(0, 300)}`)
  return text ? JSON.parse(text) : undefined
}

function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
