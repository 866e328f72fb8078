/** Proof Key for Code Exchange (RFC 7636), so that a link from a mail only works in the browser that asked for it. */
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto'
import type { PoolClient } from 'pg'
import { AuthError, invalid } from './errors.ts'

export async function startFlow(
  client: PoolClient,
  userId: string,
  method: string,
  challenge: string,
  challengeMethod: string,
): Promise<void> {
  const kind = challengeMethod.toLowerCase() || 'plain'
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(challenge)) throw invalid('code challenge has to be between 43 and 128 characters')
  if (kind !== 's256' && kind !== 'plain') throw invalid('Invalid code_challenge_method')
  await client.query(
    `delete from auth.flow_state where user_id = $1 and authentication_method = $2 or created_at < now() - interval '1 day'`,
    [userId, method],
  )
  await client.query(
    `insert into auth.flow_state (id, user_id, auth_code, authentication_method, code_challenge_method, code_challenge, provider_type, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, 'email', now(), now())`,
    [randomUUID(), userId, randomUUID(), method, kind, challenge],
  )
}

/** The code that a confirmed link hands to the browser. */
export async function codeForFlow(client: PoolClient, userId: string, method: string): Promise<string> {
  const { rows } = await client.query<{ auth_code: string }>(
    `update auth.flow_state set auth_code_issued_at = now(), updated_at = now() where user_id = $1 and authentication_method = $2 returning auth_code`,
    [userId, method],
  )
  if (!rows[0]) throw new AuthError(404, 'flow_state_not_found', 'invalid flow state, no valid flow state found')
  return rows[0].auth_code
}

/** Redeems a code once. */
export async function redeemCode(client: PoolClient, code: string, verifier: string): Promise<{ userId: string; method: string }> {
  const { rows } = await client.query<{
    user_id: string
    authentication_method: string
    code_challenge: string
    code_challenge_method: string
    expired: boolean
  }>(
    `delete from auth.flow_state where auth_code = $1 and auth_code_issued_at is not null
     returning user_id, authentication_method, code_challenge, code_challenge_method, auth_code_issued_at < now() - interval '5 minutes' as expired`,
    [code],
  )
  const flow = rows[0]
  if (!flow) throw new AuthError(404, 'flow_state_not_found', 'invalid flow state, no valid flow state found')
  if (flow.expired) throw new AuthError(422, 'flow_state_expired', 'invalid flow state, flow state has expired')
  const given = Buffer.from(flow.code_challenge_method === 's256' ? createHash('sha256').update(verifier).digest('base64url') : verifier)
  const wanted = Buffer.from(flow.code_challenge)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new AuthError(400, 'bad_code_verifier', 'code challenge does not match previously saved code verifier')
  }
  return { userId: flow.user_id, method: flow.authentication_method }
}
