/** For tests: a small schema with one of everything, and a plain GET. */
import { startTestGateway, type TestGateway } from '../testing.ts'

const schema = `
create table public.clients (id bigint primary key, name text not null);
create table public.projects (
  id bigint generated always as identity primary key,
  name text not null,
  client_id bigint references public.clients (id),
  budget numeric(10, 2) default 10,
  starts_at timestamptz default '2024-01-02T03:04:05Z',
  due date,
  big bigint,
  tags text[] default '{}',
  details jsonb default '{}',
  note text
);
create table public.users (id bigint primary key, name text not null);
create table public.members (
  user_id bigint references public.users (id),
  project_id bigint references public.projects (id),
  primary key (user_id, project_id)
);
create table public.people (id bigint primary key, name text, boss_id bigint constraint people_boss references public.people (id));
create table public.secrets (id bigint primary key, owner uuid not null default auth.uid(), body text);
alter table public.secrets enable row level security;
create policy "Owners see their own" on public.secrets for select to authenticated using (owner = (select auth.uid()));
create policy "Owners write their own" on public.secrets for insert to authenticated with check (owner = (select auth.uid()));
create table public.write_only (id bigint primary key, a text);
revoke select on public.write_only from anon, authenticated;
create view public.project_names as select p.id, p.name as title, p.client_id from public.projects p;
create function public.shout(p public.projects) returns text language sql stable as $$ select upper(p.name) $$;
create function public.json_kind(value jsonb) returns text language sql immutable as $$ select jsonb_typeof(value) $$;
create function public.json_echo(value json) returns json language sql immutable as $$ select value $$;
create function public.add_up(a int, b int default 1) returns int language sql immutable as $$ select a + b $$;
create function public.add_all(variadic v int[]) returns int language sql immutable as $$ select sum(x)::int from unnest(v) x $$;
create function public.whole(jsonb) returns jsonb language sql immutable as $$ select $1 $$;
create function public.find_projects(minimum numeric) returns setof public.projects language sql stable as $$ select * from public.projects where budget >= minimum $$;
create function public.numbers(n int) returns setof int language sql stable as $$ select generate_series(1, n) $$;
create function public.pair(out a int, out b text) language sql immutable as $$ select 1, 'x' $$;
create function public.nothing() returns void language sql as $$ select 1 $$;
create function public.fail_with(code text) returns void language plpgsql as $$
begin
  raise exception using errcode = code, message = 'It failed', detail = 'Some detail', hint = 'Try less';
end $$;
create function public.settings() returns jsonb language sql stable as $$
  select jsonb_build_object('claims', current_setting('request.jwt.claims')::jsonb, 'method', current_setting('request.method'),
    'path', current_setting('request.path'), 'agent', current_setting('request.headers')::jsonb ->> 'x-probe', 'role', current_user,
    'cloudflare', current_setting('request.headers')::jsonb ->> 'cf-connecting-ip', 'forwarded', current_setting('request.headers')::jsonb ->> 'x-forwarded-for',
    'timeout', current_setting('statement_timeout'))
$$;
create function public.teapot() returns text language plpgsql as $$
begin
  perform set_config('response.status', '418', true), set_config('response.headers', '[{"x-tea": "green"}]', true);
  return 'short';
end $$;
create function public.slow() returns void language sql as $$ select pg_sleep(5) $$;
create function public.slow_at_most() returns void language sql set statement_timeout = '50ms' as $$ select pg_sleep(4) $$;
create function public.slow_at_least() returns text language sql set statement_timeout = '20s' as $$ select pg_sleep(3.2)::text $$;
create function public.write_in_get() returns void language sql as $$ insert into public.users values (99, 'x') $$;
grant usage on schema public to anon, authenticated, service_role;
insert into public.clients values (1, 'Acme'), (2, 'Beta');
insert into public.projects (name, client_id, budget, due, big, tags, details) values
  ('Alpha', 1, 1.10, '2024-05-06', 9007199254740993, '{a,b}', '{"k": {"n": 1}, "l": [1, 2]}'),
  ('Brine', 1, 20, null, null, '{}', '{}'), ('Cedar', 2, 30, null, null, '{c}', '{}'), ('Delta', null, 40, null, null, '{}', '{}');
insert into public.users values (1, 'Ann'), (2, 'Bob');
insert into public.members values (1, 1), (2, 1), (1, 2);
insert into public.people values (1, 'Boss', null), (2, 'Worker', 1);
`

export interface Answer {
  status: number
  headers: Headers
  body: never
}

export interface RestFixture {
  gateway: TestGateway
  /** A plain request with the publishable key. */
  get(path: string, headers?: Record<string, string>): Promise<Answer>
}

export async function startRest(): Promise<RestFixture> {
  const gateway = await startTestGateway(schema)
  return {
    gateway,
    async get(path, headers = {}) {
      const response = await gateway.fetch(`/rest/v1${path}`, { headers })
      return { status: response.status, headers: response.headers, body: (await response.json().catch(() => null)) as never }
    },
  }
}
