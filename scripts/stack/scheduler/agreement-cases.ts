/** Cases with what pg_cron makes of them, found with the real one. */

/** Each schedule with whether pg_cron accepts it. */
export const schedules: [string, boolean][] = [
  ['* * * * *', true],
  ['*/5 * * * *', true],
  ['0-30/10,45 */2 1,15 jan-MAR,7 mon-Fri', true],
  ['0 0 31 2 *', true],
  ['0 0 * * 7', true],
  ['0 0 * * sun-sat', true],
  ['  0\t0 * *   *  ', true],
  ['0 0 * * * VACUUM', true],
  ['# daily\n0 0 * * *', true],
  ['*x 0 * * *', true],
  ['5,10;20 0 * * *', true],
  ['50-10 0 * * *', true],
  ['5-1 0 * * *', true],
  ['@hourly', true],
  ['@daily and more', true],
  ['@midnight', true],
  ['@weekly', true],
  ['@monthly', true],
  ['@yearly', true],
  ['@annually', true],
  ['@reboot', true],
  ['@restart', true],
  ['', false],
  ['bad', false],
  ['* * * *', false],
  ['60 * * * *', false],
  ['* 24 * * *', false],
  ['* * 0 * *', false],
  ['* * 32 * *', false],
  ['* * * 13 *', false],
  ['* * * * 8', false],
  ['* * * foo *', false],
  ['jan * * * *', false],
  ['1/20 * * * *', false],
  ['*/0 * * * *', false],
  ['*/x * * * *', false],
  ['5-64/30 * * * *', false],
  ['5- * * * *', false],
  ['-5 * * * *', false],
  ['1,,2 * * * *', false],
  ['1, * * * *', false],
  ['2x * * * *', false],
  ['* *\n* * *', false],
  ['@fortnightly', false],
  ['@Daily', false],
  ['1 day', false],
  ['0 seconds', false],
  ['60 seconds', false],
  ['10 minutes', false],
  ['ten seconds', false],
  [`0 0 * * ${'*'.repeat(1000)}`, false],
]

/** What 1.5 added; 1.4 refuses all of it. */
export const newerSchedules: [string, boolean][] = [
  ['10 seconds', true],
  ['1 second', true],
  [' 59  SECONDS ', true],
  ['1seconds', true],
  ['+5 seconds', true],
  ['10 second ', false],
  ['0 0 $ * *', true],
  ['0 0 $x * *', false],
  ['0 0 1,$ * *', false],
  ['$ 0 * * *', false],
]

/** Commands with the status and message of their run. Results that depend on order or time stay out. */
export const commands: Record<string, { command: string; status?: string; message: string; user?: string }> = {
  one_row: { command: 'select 1', message: '1 row' },
  rows: { command: 'select generate_series(1, 3)', message: '3 rows' },
  no_rows: { command: 'select 1 where false', message: '0 rows' },
  nothing: { command: '-- nothing', message: '0 rows' },
  insert: { command: 'insert into notes values (1), (2)', message: 'INSERT 0 2' },
  returning: { command: 'insert into notes values (3) returning id', message: '1 row' },
  update: { command: 'update notes set id = id where id = -1', message: 'UPDATE 0' },
  ddl: { command: 'create table made (id int)', message: 'CREATE TABLE' },
  block: { command: "do $$ begin raise notice 'hello'; end $$", message: 'DO' },
  call: { command: 'call quiet()', message: 'CALL' },
  commit_in_procedure: {
    command: 'call keep_first()',
    status: 'failed',
    message: 'ERROR:  division by zero\nCONTEXT:  SQL statement "SELECT 1/0"\nPL/pgSQL function keep_first() line 1 at PERFORM\n',
  },
  show: { command: 'show work_mem', message: '1 row' },
  vacuum: { command: 'vacuum notes', message: 'VACUUM' },
  transaction: { command: 'begin; insert into notes values (9); commit', message: 'COMMIT' },
  several: { command: 'insert into notes values (4); select 1; set work_mem to default', message: 'SET' },
  division: { command: 'select 1/0', status: 'failed', message: 'ERROR:  division by zero\n' },
  rolled_back: { command: 'insert into notes values (99); select 1/0', status: 'failed', message: 'ERROR:  division by zero\n' },
  unknown_table: {
    command: 'select *\n  from nowhere',
    status: 'failed',
    message: 'ERROR:  relation "nowhere" does not exist\nLINE 2:   from nowhere\n               ^\n',
  },
  long_line: {
    command: `select '${'x'.repeat(80)}', nothing_like_it, '${'y'.repeat(80)}'`,
    status: 'failed',
    message:
      `ERROR:  column "nothing_like_it" does not exist\n` + `LINE 1: ...${'x'.repeat(47)}', nothing_li...\n${' '.repeat(8 + 3 + 50)}^\n`,
  },
  syntax: { command: 'selec', status: 'failed', message: 'ERROR:  syntax error at or near "selec"\nLINE 1: selec\n        ^\n' },
  raised: {
    command: "do $$ begin raise exception 'no' using detail = 'because', hint = 'do not'; end $$",
    status: 'failed',
    message: 'ERROR:  no\nDETAIL:  because\nHINT:  do not\nCONTEXT:  PL/pgSQL function inline_code_block line 1 at RAISE\n',
  },
  nested: {
    command: "do $$ begin execute 'select nope'; end $$",
    status: 'failed',
    message:
      'ERROR:  column "nope" does not exist\nLINE 1: select nope\n               ^\nQUERY:  select nope\n' +
      'CONTEXT:  PL/pgSQL function inline_code_block line 1 at EXECUTE\n',
  },
  as_user: { command: 'insert into who select session_user, current_user', message: 'INSERT 0 1', user: 'postgres' },
  not_allowed: {
    command: 'select * from notes',
    status: 'failed',
    message: 'ERROR:  permission denied for table notes\n',
    user: 'postgres',
  },
  no_login: { command: 'select 1', status: 'failed', message: 'connection failed', user: 'locked' },
}

/** Made-up schedules, always the same ones: right, wrong and odd. */
export function makeUpSchedules(count: number): string[] {
  let seed = 20_260_101
  const random = (limit: number) => (seed = (seed * 48_271) % 2_147_483_647) % limit
  const pick = <T>(choices: T[]) => choices[random(choices.length)]!
  const number = () => String(random(random(8) === 0 ? 70 : 13))
  const word = () => (random(6) === 0 ? pick(['mon', 'SUN', 'sat', 'jan', 'Dec', 'x']) : number())
  const range = () => pick(['*', '*', word(), `${word()}-${word()}`]) + pick(['', '', '', `/${number()}`, '-', ';'])
  const field = () => pick([range(), range(), `${range()},${range()}`, '*', '*'])
  return Array.from({ length: count }, () => Array.from({ length: random(20) === 0 ? 4 : 5 }, field).join(pick([' ', ' ', '\t '])))
}
