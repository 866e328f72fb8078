/** `npm run deploy`: pushes migrations, Edge Functions and secrets to a hosted Supabase project. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { command } from './stack/command.ts'
import { Obstacle } from './stack/obstacle.ts'
import { runSupabase } from './stack/postgres/cli.ts'
import { hostedServiceKey, writeHostedSecrets } from './stack/hosted.ts'

const usage = `npm run deploy pushes the migrations, Edge Functions and secrets to a hosted Supabase project. It needs:

  SUPABASE_PROJECT_REF    the project's reference (Project Settings → General)
  SUPABASE_ACCESS_TOKEN   a personal access token (https://supabase.com/dashboard/account/tokens)
  SUPABASE_DB_PASSWORD    the database password

  SUPABASE_PROJECT_REF=… SUPABASE_ACCESS_TOKEN=… SUPABASE_DB_PASSWORD=… npm run deploy

Secrets for the functions are read from supabase/functions/.env when that file exists.`

await command(async (config) => {
  const { SUPABASE_PROJECT_REF: ref, SUPABASE_ACCESS_TOKEN: token, SUPABASE_DB_PASSWORD: password } = process.env
  const help = process.argv.includes('--help')
  if (help || !ref || !token || !password) {
    console.log(usage)
    return help ? 0 : 1
  }
  const step = async (title: string, ...args: string[]): Promise<void> => {
    console.log(`\n${title}`)
    const { code } = await runSupabase(config, args, { interactive: true })
    if (code !== 0)
      throw new Obstacle(`"supabase ${args.slice(0, 2).join(' ')}" failed; what came before it is done, and this command can be repeated.`)
  }
  await step('Linking the project', 'link', '--project-ref', ref, '--yes')
  await step('Migrations', 'db', 'push', '--include-all', '--yes', `--remote=${ref}`)
  const secrets = join(config.root, 'supabase', 'functions', '.env')
  if (existsSync(secrets)) await step('Secrets of the functions', 'secrets', 'set', '--env-file', secrets, `--remote=${ref}`, '--yes')
  await step('Edge Functions', 'functions', 'deploy', '--use-api', `--remote=${ref}`, '--yes')
  console.log('\nVault secrets')
  const functionsUrl = `https://${ref}.supabase.co/functions/v1`
  await writeHostedSecrets(ref, token, { functions_url: functionsUrl, service_role_key: await hostedServiceKey(ref, token) })
  console.log(`\nDeployed. The web app needs PUBLIC_SUPABASE_URL=https://${ref}.supabase.co and the project's publishable key.`)
})
