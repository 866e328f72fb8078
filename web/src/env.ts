import { building } from '$app/env'
import { defineEnvVars } from '@sveltejs/kit/env'

const required = (value: string | undefined) => {
  if (!value && !building) throw new Error('Set it before the app starts; `npm run status` prints the value')
  return value ?? ''
}

/** Read when the app starts, so that one build serves any stack. */
export const variables = defineEnvVars({
  PUBLIC_SUPABASE_URL: {
    public: true,
    schema: (value) => required(value).replace(/\/+$/, ''),
    description: 'Origin of the Supabase API as browsers reach it',
  },
  PUBLIC_SUPABASE_PUBLISHABLE_KEY: { public: true, schema: required, description: 'API key for browsers: role anon' },
})
