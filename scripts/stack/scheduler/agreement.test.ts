/** The same cases against our pg_cron and the real one (Debian's 1.4, under libfaketime). What must come out is written once. */
import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commands, makeUpSchedules, newerSchedules, schedules } from './agreement-cases.ts'
import { startDebian, whyNoDebian } from './testing-debian.ts'
import { startOurs, until, type Peer } from './testing.ts'

const missing = whyNoDebian()
const peers = [
  { name: 'our pg_cron 1.6', start: startOurs, seconds: true, skip: false },
  {
    name: `the real pg_cron 1.4${missing ? ` (skipped: ${missing})` : ''}`,
    start: startDebian,
    seconds: false,
    skip: missing !== undefined,
  },
]
if (missing) console.warn(`The real pg_cron is not compared: ${missing} (apt-get install postgresql-15-cron faketime)`)

/** What the first of the two peers did with the made-up schedules. */
const answered: { accepted?: string[]; due?: string[][] } = {}

interface RunRow {
  jobname: string
  status: string
  return_message: string | null
  command: string
  username: string
  database: string
  timed: boolean
  ended: boolean
  pid: boolean
}

describe.each(peers)('$name', ({ start, seconds, skip }) => {
  describe.skipIf(skip)('agrees', () => {
    let peer: Peer
    let sql: Client
    let now = Date.parse('2028-01-10T10:00:30Z')

    beforeAll(async () => {
      peer = await start()
      sql = await peer.connect()
      await sql.query(`
        create table notes (id int); create table who (session name, role name); create table ticks (at int);
        create function pass_over() returns trigger language plpgsql as 'begin return null; end';
        create trigger no_ticks before insert on cron.job_run_details for each row when (new.command like 'insert into ticks%') execute function pass_over(); create table seen (name text, at timestamptz);
        create procedure quiet() language sql as ''; create role locked;
        create procedure keep_first() language plpgsql as 'begin insert into notes values (5); commit; perform 1/0; end';
        revoke all on notes from public; grant insert on who, seen to postgres;
        grant usage on schema cron to locked`)
      await jump(now)
    })

    afterAll(() => peer?.stop())

    const schedule = async (name: string, when: string, command: string) =>
      (await sql.query<{ id: string }>('select cron.schedule($1::text, $2, $3) as id', [name, when, command])).rows[0]!.id

    const runs = async (name: string) =>
      (
        await sql.query<RunRow>(
          `select jobname, status, return_message, d.command, d.username, d.database, start_time is not null as timed,
             end_time is not null as ended, job_pid is not null as pid
           from cron.job_run_details d left join cron.job using (jobid) where coalesce(jobname, $1) = $1 order by runid`,
          [name],
        )
      ).rows

    /**
     * Moves the clock on (set back, the real one waits until it has caught up) and waits until the launcher has acted on it, as a job for every minute shows.
     * That one begins last; if it takes some seconds, the others are written down by then, where short runs are written when they end.
     */
    async function jump(to: number, seconds = 0): Promise<void> {
      now = to
      const id = await schedule('tick', '* * * * *', `insert into ticks select 1 from pg_sleep(${seconds})`)
      await sql.query('truncate ticks')
      await peer.setClock(to)
      await until('the launcher saw the new time', async () => (await sql.query('select from ticks')).rowCount! > 0)
      await sql.query('select cron.unschedule($1::bigint)', [id])
    }

    const finished = (name: string, count = 1) =>
      until(`${count} runs of ${name}`, async () => {
        const rows = (await runs(name)).filter((row) => row.status === 'succeeded' || row.status === 'failed')
        return rows.length >= count && rows
      })

    const failure = async (query: string, values: unknown[] = [], client = sql) => {
      const error = await client.query(query, values).then(
        () => undefined,
        (thrown: Error & { code: string }) => thrown,
      )
      return error && [error.code, error.message]
    }

    const reset = () => sql.query('delete from cron.job; delete from cron.job_run_details')

    test('which schedules are accepted, and the words of a refusal', async () => {
      const expected = [...schedules, ...newerSchedules.map(([text, ok]): [string, boolean] => [text, ok && seconds])]
      const answers = []
      for (const [text] of expected) {
        const refusal = await failure('select cron.schedule($1, $2)', [text, 'select 1'])
        if (refusal) expect(refusal).toEqual(['22023', `invalid schedule: ${text}`])
        answers.push([text, refusal === undefined])
      }
      expect(answers).toEqual(expected)
      await reset()
    })

    test('jobs that are missing, of others, or changed in nothing', async () => {
      expect(await failure('select cron.unschedule(4711)')).toEqual(['XX000', 'could not find valid entry for job 4711'])
      expect(await failure("select cron.unschedule('nobody')")).toEqual(['XX000', "could not find valid entry for job 'nobody'"])
      expect(await failure('select cron.alter_job(4711, active := false)')).toEqual([
        'XX000',
        "Job 4711 does not exist or you don't own it",
      ])
      expect(await failure('select cron.alter_job(1)')).toEqual(['XX000', 'no updates specified'])
      expect(await failure('select cron.alter_job(null)')).toEqual(['XX000', 'job_id can not be NULL'])
      expect(await failure("select cron.schedule(null::text, '* * * * *', 'x')")).toEqual(['XX000', 'job_name can not be NULL'])
      expect(await failure("select cron.schedule('a', null, 'x')")).toEqual(['XX000', 'schedule can not be NULL'])
      expect(await failure("select cron.schedule('a', '* * * * *', null)")).toEqual(['XX000', 'command can not be NULL'])
      expect(await failure("select cron.schedule_in_database('a', '* * * * *', 'x', 'nowhere')")).toEqual([
        '3D000',
        'database "nowhere" does not exist',
      ])
      expect(await failure("select cron.schedule_in_database('a', '* * * * *', 'x', 'postgres', 'nobody')")).toEqual([
        'XX000',
        'role "nobody" does not exist',
      ])
      expect(await failure("select cron.schedule_in_database('a', '* * * * *', 'x', 'postgres', 'locked')")).toEqual([
        'XX000',
        'role "locked" can not log in',
      ])
      const id = await schedule('mine', '0 0 1 1 *', 'select 1')
      const other = await peer.connect('postgres')
      expect(await failure('select cron.unschedule($1::bigint)', [id], other)).toEqual(['42501', 'permission denied for table job'])
      expect(await failure("select cron.unschedule('mine')", [], other)).toEqual(['XX000', "could not find valid entry for job 'mine'"])
      await sql.query('grant execute on all functions in schema cron to postgres')
      expect(await failure('select cron.alter_job($1, active := false)', [id], other)).toEqual([
        'XX000',
        `Job ${id} does not exist or you don't own it`,
      ])
      expect(await failure("select cron.schedule_in_database('a', '* * * * *', 'x', 'postgres', 'supabase_admin')", [], other)).toEqual([
        'XX000',
        'must be superuser to create a job for another role',
      ])
      expect(await failure("update cron.job set command = 'x'", [], other)).toEqual(['42501', 'permission denied for table job'])
      await reset()
    })

    test('a name schedules again instead of twice, per user, and leaves an inactive job inactive', async () => {
      const first = await schedule('same', '0 0 1 1 *', 'select 1')
      await sql.query('select cron.alter_job($1, active := false)', [first])
      expect(await schedule('same', '0 0 2 2 *', 'select 2')).toBe(first)
      const other = await peer.connect('postgres')
      await other.query("select cron.schedule('same', '0 0 3 3 *', 'select 3')")
      const jobs = await sql.query('select schedule, command, nodename, database, username, active, jobname from cron.job order by jobid')
      const common = { database: 'postgres', jobname: 'same' }
      expect(jobs.rows.map(({ nodename: _, ...job }: Record<string, unknown>) => job)).toEqual([
        { ...common, schedule: '0 0 2 2 *', command: 'select 2', username: 'supabase_admin', active: false },
        { ...common, schedule: '0 0 3 3 *', command: 'select 3', username: 'postgres', active: true },
      ])
      await reset()
    })

    test('a user without special rights sees only what is theirs', async () => {
      await sql.query('create role plain login; grant usage on schema cron to plain')
      await schedule('admin', '0 0 1 1 *', 'select 1')
      await sql.query("insert into cron.job_run_details (runid, username) values (1000001, 'plain'), (1000002, 'other')")
      const plain = await peer.connect('supabase_admin')
      await plain.query('set role plain')
      await plain.query("select cron.schedule('own', '0 0 1 1 *', 'select 1')")
      expect((await plain.query('select jobname, username from cron.job')).rows).toEqual([{ jobname: 'own', username: 'plain' }])
      expect((await plain.query('select runid from cron.job_run_details')).rows).toEqual([{ runid: '1000001' }])
      await reset()
    })

    test('status and message of every kind of command', async () => {
      for (const [name, { command, user }] of Object.entries(commands)) {
        if (user) await sql.query(`set role ${user}`)
        await schedule(name, '* * * * *', command)
        await sql.query('reset role')
      }
      await jump(now + 60_000)
      const results: Record<string, unknown> = {}
      for (const name of Object.keys(commands)) {
        const [run] = await finished(name)
        results[name] = run
      }
      const expected = Object.entries(commands).map(([name, { command, status = 'succeeded', message, user = 'supabase_admin' }]) => {
        const connected = message !== 'connection failed'
        const row = { jobname: name, status, return_message: message, command, username: user, database: 'postgres' }
        return [name, { ...row, timed: connected, ended: connected, pid: connected }]
      })
      expect(results).toEqual(Object.fromEntries(expected))
      expect((await sql.query('select * from who')).rows).toEqual([{ session: 'postgres', role: 'postgres' }])
      expect((await sql.query('select from notes where id = 99')).rowCount).toBe(0)
      expect((await sql.query('select from notes where id = 5')).rowCount, 'what a procedure has committed').toBe(1)
      await reset()
    })

    test('each missed minute is a run, and runs of one job wait for each other', async () => {
      await schedule(
        'slow',
        '* * * * *',
        `do $$ begin
           if not pg_try_advisory_lock(7) then raise exception 'two at once'; end if;
           perform pg_sleep(0.4);
           perform pg_advisory_unlock(7);
         end $$`,
      )
      await jump(now + 60_000)
      await jump(now + 120_000)
      const done = await finished('slow', 3)
      expect(done.map((run) => [run.status, run.return_message])).toEqual(Array.from({ length: 3 }, () => ['succeeded', 'DO']))
      await reset()
    })

    test('a job that is unscheduled or switched off while it runs is given up, but its statement goes on', async () => {
      const holder = await peer.connect()
      await holder.query('select pg_advisory_lock(8)')
      const gone = await schedule('gone', '* * * * *', "select pg_advisory_xact_lock_shared(8); insert into seen values ('gone')")
      const off = await schedule('off', '* * * * *', "select pg_advisory_xact_lock_shared(8); insert into seen values ('off')")
      await jump(now + 60_000)
      await until('both run', async () => {
        const running = await sql.query("select from cron.job_run_details where status = 'running' and command like '%into seen%'")
        return running.rowCount === 2
      })
      await sql.query('select cron.unschedule($1::bigint), cron.alter_job($2, active := false)', [gone, off])
      const ended = await until('both are given up', async () => {
        const rows = await sql.query(
          "select status, return_message, end_time from cron.job_run_details where command like '%into seen%' and status <> 'running'",
        )
        return rows.rowCount === 2 && rows.rows
      })
      expect(ended).toEqual(Array.from({ length: 2 }, () => ({ status: 'failed', return_message: 'job canceled', end_time: null })))
      expect((await sql.query('select from seen')).rowCount).toBe(0)
      await holder.end()
      await until('both statements are done', async () => (await sql.query('select from seen')).rowCount === 2)
      await sql.query('truncate seen')
      await reset()
    })

    test('a changed job runs as it is now, an inactive one not at all', async () => {
      const changed = await schedule('changed', '0 0 1 1 *', 'select 1')
      const idle = await schedule('idle', '* * * * *', 'select 1')
      await sql.query("select cron.alter_job($1, schedule := '* * * * *', command := 'select 1, 2 where false')", [changed])
      await sql.query('select cron.alter_job($1, active := false)', [idle])
      await jump(now + 60_000)
      expect((await finished('changed')).map((run) => run.return_message)).toEqual(['0 rows'])
      expect(await runs('idle')).toEqual([])
      await sql.query('select cron.alter_job($1, active := true)', [idle])
      await jump(now + 60_000)
      expect(await finished('idle')).toHaveLength(1)
      await reset()
    })

    test('a jump of minutes catches up with fixed times only, one of hours with nothing', async () => {
      await jump(Date.parse('2028-01-11T10:00:30Z'))
      await schedule('fixed', '7,9 10 * * *', 'select 1')
      await schedule('wild', '*/2 * * * *', 'select 1')
      await jump(Date.parse('2028-01-11T10:30:30Z'))
      expect(await finished('fixed', 2)).toHaveLength(2)
      expect(await finished('wild', 1)).toHaveLength(1)
      await sql.query("delete from cron.job_run_details; select cron.schedule('fixed', '0 11 * * *', 'select 1')")
      await jump(Date.parse('2028-01-11T20:31:30Z'))
      expect([await runs('fixed'), await runs('wild')]).toEqual([[], []])
      await reset()
    })

    test('which jobs are due when, by day of month, month and day of week', async () => {
      const rules: Record<string, string[]> = {
        '30 12 29 2 *': ['2028-02-29'],
        '30 12 1,15 * mon': ['2028-05-01', '2028-05-15', '2028-05-22'],
        '30 12 */2 * mon': ['2028-05-01', '2028-05-15'],
        '30 12 * * 0': ['2028-04-30', '2028-12-31'],
        '30 12 * * 7': ['2028-04-30', '2028-12-31'],
        '30 12 * * fri-7': ['2028-04-30', '2028-12-31', '2029-03-31'],
        '30 12 31 dec,mar *': ['2028-12-31', '2029-03-31'],
        '*/15 10-14/2 * 5 *': ['2028-05-01', '2028-05-15', '2028-05-22'],
        '29-31 12 30 4-5 *': ['2028-04-30'],
        '50-10 12 * * *': [],
        '30 18-13 * * *': [],
        ...(seconds ? { '30 12 $ * *': ['2028-02-29', '2028-04-30', '2028-12-31', '2029-03-31'] } : {}),
      }
      for (const rule of Object.keys(rules)) await schedule(rule, rule, 'select 1')
      const due: Record<string, string[]> = Object.fromEntries(Object.keys(rules).map((rule) => [rule, []]))
      for (const day of ['2028-02-29', '2028-04-30', '2028-05-01', '2028-05-15', '2028-05-22', '2028-12-31', '2029-03-31']) {
        await jump(Date.parse(`${day}T12:30:20Z`), 0.5)
        const wanted = Object.values(rules).filter((days) => days.includes(day)).length
        const started = await until(`${wanted} runs are written`, async () => {
          const { rows } = await sql.query<{ jobname: string }>('select jobname from cron.job_run_details join cron.job using (jobid)')
          return rows.length >= wanted && rows
        })
        for (const { jobname } of started) due[jobname]!.push(day)
        await until(
          'all are done',
          async () => (await sql.query("select from cron.job_run_details where status <> 'succeeded'")).rowCount === 0,
        )
        await sql.query('delete from cron.job_run_details')
      }
      expect(due).toEqual(rules)
      await reset()
    })

    test('made-up schedules: which are accepted, and which are due at three moments', async () => {
      const accepted: string[] = []
      for (const [index, text] of makeUpSchedules(600).entries()) {
        if (!(await failure('select cron.schedule($1::text, $2, $3)', [`made up ${index}`, text, 'select 1']))) accepted.push(text)
      }
      expect(accepted.length).toBeGreaterThan(100)
      expect(accepted).toEqual((answered.accepted ??= accepted))
      const due: string[][] = []
      for (const moment of ['2029-08-07T08:03:20Z', '2029-12-02T01:00:20Z', '2030-01-07T10:11:20Z']) {
        await jump(Date.parse(moment), 0.5)
        await until(
          'all are done',
          async () => (await sql.query("select from cron.job_run_details where status <> 'succeeded'")).rowCount === 0,
        )
        const ran = await sql.query<{ schedule: string }>(
          'select schedule from cron.job_run_details join cron.job using (jobid) order by jobid',
        )
        due.push(ran.rows.map((row) => row.schedule))
        await sql.query('delete from cron.job_run_details')
      }
      expect(due.flat().length).toBeGreaterThan(10)
      expect(due).toEqual((answered.due ??= due))
      await reset()
    })

    test.skipIf(!seconds)('seconds: from the start of one run to the start of the next, with at most one waiting', async () => {
      await schedule('quick', '10 seconds', 'select 1')
      await schedule('busy', '1 second', 'select pg_sleep(1.4)')
      await peer.setClock((now += 5_000))
      expect(await runs('quick')).toEqual([])
      await peer.setClock((now += 6_000))
      await finished('quick')
      await peer.setClock((now += 60_000))
      await finished('quick', 2)
      expect(await runs('quick')).toHaveLength(2)
      await finished('busy', 2)
      const busy = await sql.query(
        `select bool_and(start_time >= before) as apart
         from (select start_time, lag(end_time) over (order by runid) as before from cron.job_run_details where command like '%1.4%') runs`,
      )
      expect(busy.rows).toEqual([{ apart: true }])
      await reset()
    })

    test('@reboot runs when Postgres has started, and what it left half done has failed', async () => {
      await schedule('boot', '@reboot', "insert into seen values ('boot', now())")
      await sql.query("insert into cron.job_run_details (runid, command, status) values (2000001, 'half done', 'running')")
      await jump(now + 60_000)
      expect((await sql.query('select from seen')).rowCount).toBe(0)
      await sql.end()
      await peer.restart()
      sql = await peer.connect()
      await until('the job ran', async () => (await sql.query("select from seen where name = 'boot'")).rowCount! > 0)
      expect((await sql.query('select status, return_message from cron.job_run_details where runid = 2000001')).rows).toEqual([
        { status: 'failed', return_message: 'server restarted' },
      ])
    })
  })
})
