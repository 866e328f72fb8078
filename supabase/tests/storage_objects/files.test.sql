begin;
select plan(57);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true)
from unnest(array['admin', 'member', 'manager', 'contributor', 'viewer', 'stranger']) who;
insert into workspaces (id, name) values ('00000000-0000-4000-8000-0000000000aa', 'Acme'), ('00000000-0000-4000-8000-0000000000ab', 'Other');
insert into workspace_users (workspace_id, user_id, role) values
  ('00000000-0000-4000-8000-0000000000aa', current_setting('t.admin')::uuid, 'admin'), ('00000000-0000-4000-8000-0000000000aa', current_setting('t.member')::uuid, 'project_creator'),
  ('00000000-0000-4000-8000-0000000000ab', current_setting('t.admin')::uuid, 'admin');
insert into projects (id, workspace_id, name) values
  ('00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000aa', 'Shared'), ('00000000-0000-4000-8000-0000000000c2', '00000000-0000-4000-8000-0000000000ab', 'Other');
select tests.add_member('00000000-0000-4000-8000-0000000000c1', current_setting('t.' || who)::uuid, who) from unnest(array['manager', 'contributor', 'viewer']) who;
select tests.add_member('00000000-0000-4000-8000-0000000000c2', current_setting('t.' || who)::uuid, 'manager') from unnest(array['manager', 'contributor']) who;
-- 1 when it worked, 0 when it was refused or nothing was there.
create function pg_temp.try(who text, statement text) returns int language plpgsql as $$
declare
  n int;
begin
  perform tests.as_user(current_setting('t.' || who)::uuid);
  execute statement;
  get diagnostics n = row_count;
  perform tests.as_admin();
  return n;
exception when insufficient_privilege then
  perform tests.as_admin();
  return 0;
end
$$;
create function pg_temp.put(who text, bucket text, path text) returns int language sql as $$
  select pg_temp.try(who, format('insert into storage.objects (bucket_id, name, owner_id) values (%L, %L, auth.uid()::text)', bucket, path))
$$;
create function pg_temp.move(who text, bucket text, path text, new_bucket text, new_path text) returns int language sql as $$
  select pg_temp.try(who, format('update storage.objects set bucket_id = %L, name = %L where bucket_id = %L and name = %L', new_bucket, new_path, bucket, path))
$$;
create function pg_temp.reads(who text, bucket text, path text) returns int language sql as $$
  select pg_temp.try(who, format('select from storage.objects where bucket_id = %L and name = %L', bucket, path))
$$;
create function pg_temp.remove(who text, bucket text, path text) returns int language sql as $$
  select pg_temp.try(who, format('delete from storage.objects where bucket_id = %L and name = %L', bucket, path))
$$;
select is((select count(*) from storage.buckets where id in ('uploads', 'workspace-files', 'project-files', 'artifact-files') and not public), 4::bigint, 'the buckets are private');

select is(pg_temp.put('contributor', bucket, '00000000-0000-4000-8000-0000000000c1/a.txt'), 1, 'a contributor adds to ' || bucket) from unnest(array['project-files', 'artifact-files']) bucket;
select is(pg_temp.put('viewer', bucket, '00000000-0000-4000-8000-0000000000c1/b.txt'), 0, 'a viewer does not: ' || bucket) from unnest(array['project-files', 'artifact-files']) bucket;
select is(pg_temp.reads('viewer', bucket, '00000000-0000-4000-8000-0000000000c1/a.txt'), 1, 'but reads ' || bucket) from unnest(array['project-files', 'artifact-files']) bucket;
select is(pg_temp.reads('stranger', bucket, '00000000-0000-4000-8000-0000000000c1/a.txt'), 0, 'a stranger does not: ' || bucket) from unnest(array['project-files', 'artifact-files']) bucket;
select is(pg_temp.put('stranger', bucket, '00000000-0000-4000-8000-0000000000c1/c.txt'), 0, 'and adds nothing: ' || bucket) from unnest(array['project-files', 'artifact-files']) bucket;
select is(pg_temp.put('contributor', 'project-files', '00000000-0000-4000-8000-0000000000c1/' || path), 0, 'a path is refused: ' || path)
from unnest(array['', '/a', 'a//b', 'a/', '..', '../a', 'a/../../b', 'a/./b', 'a\b', '..\a', E'a\nb', E'a\x01b', E'a\x7fb']) path;
select is(pg_temp.put('contributor', 'project-files', path), 0, 'the first folder is a project: ' || path)
from unnest(array['a.txt', 'x/a.txt', '00000000-0000-4000-8000-0000000000C1/a.txt', '00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000c1x/a.txt', '00000000-0000-4000-8000-0000000000aa/a.txt']) path;
insert into storage.buckets (id, name) values ('other', 'other');
select is(pg_temp.put('contributor', 'other', '00000000-0000-4000-8000-0000000000c1/a.txt'), 0, 'other buckets are closed');

select is(pg_temp.put('manager', 'project-files', '00000000-0000-4000-8000-0000000000c1/m.txt'), 1, 'a manager adds');
select is(pg_temp.remove('contributor', 'project-files', '00000000-0000-4000-8000-0000000000c1/m.txt'), 0, 'a contributor deletes no file of others');
select is(pg_temp.move('contributor', 'project-files', '00000000-0000-4000-8000-0000000000c1/m.txt', 'project-files', '00000000-0000-4000-8000-0000000000c1/n.txt'), 0, 'nor replaces one');
select is(pg_temp.move('contributor', 'project-files', '00000000-0000-4000-8000-0000000000c1/a.txt', 'project-files', '00000000-0000-4000-8000-0000000000c1/b/a.txt'), 1, 'but renames their own');
select is(pg_temp.move('contributor', 'project-files', '00000000-0000-4000-8000-0000000000c1/b/a.txt', 'uploads', '00000000-0000-4000-8000-0000000000c1/a.txt'), 1, 'also to another bucket of the project');
select is(pg_temp.move('contributor', 'uploads', '00000000-0000-4000-8000-0000000000c1/a.txt', 'uploads', '00000000-0000-4000-8000-0000000000c2/a.txt'), 0, 'never to another project, though they are in both');
select is(pg_temp.move('manager', 'project-files', '00000000-0000-4000-8000-0000000000c1/m.txt', 'project-files', '00000000-0000-4000-8000-0000000000c2/m.txt'), 0, 'not even a manager of both does');
select is(pg_temp.move('contributor', 'uploads', '00000000-0000-4000-8000-0000000000c1/a.txt', 'uploads', '00000000-0000-4000-8000-0000000000c1/../a.txt'), 0, 'nor to a path that is refused');
select is(pg_temp.try('contributor', $$insert into storage.objects (bucket_id, name, owner_id) values ('uploads', '00000000-0000-4000-8000-0000000000c1/a.txt', auth.uid()::text) on conflict (bucket_id, name) do update set metadata = '{"size": 1}'$$), 1, 'one''s own file is replaced');
select is(pg_temp.remove('contributor', 'uploads', '00000000-0000-4000-8000-0000000000c1/a.txt'), 1, 'and deleted');
select is(pg_temp.remove('manager', 'artifact-files', '00000000-0000-4000-8000-0000000000c1/a.txt'), 1, 'a manager deletes those of others');

select is(pg_temp.put('admin', 'workspace-files', '00000000-0000-4000-8000-0000000000aa/logo.png'), 1, 'an admin adds a file to the workspace');
select is(pg_temp.put('member', 'workspace-files', '00000000-0000-4000-8000-0000000000aa/x.png'), 0, 'a member does not');
select is(pg_temp.reads('member', 'workspace-files', '00000000-0000-4000-8000-0000000000aa/logo.png'), 1, 'but reads it');
select is(pg_temp.reads('viewer', 'workspace-files', '00000000-0000-4000-8000-0000000000aa/logo.png'), 0, 'who is in a project of it only does not');
select is(pg_temp.remove('member', 'workspace-files', '00000000-0000-4000-8000-0000000000aa/logo.png'), 0, 'a member deletes nothing');
select is(pg_temp.move('admin', 'workspace-files', '00000000-0000-4000-8000-0000000000aa/logo.png', 'workspace-files', '00000000-0000-4000-8000-0000000000ab/logo.png'), 0, 'a file does not move to another workspace');
select is(pg_temp.put('admin', 'workspace-files', '00000000-0000-4000-8000-0000000000c1/a.png'), 0, 'a project is no workspace');
insert into storage.objects (bucket_id, name) values ('workspace-files', '00000000-0000-4000-8000-0000000000aa/backups/1.json');
select is(pg_temp.reads('member', 'workspace-files', '00000000-0000-4000-8000-0000000000aa/backups/1.json'), 0, 'a member reads no backup');
select is(pg_temp.reads('admin', 'workspace-files', '00000000-0000-4000-8000-0000000000aa/backups/1.json'), 1, 'an admin does');
select is(pg_temp.remove('admin', 'workspace-files', '00000000-0000-4000-8000-0000000000aa/backups/1.json'), 0, 'but deletes none');
select is(pg_temp.move('admin', 'workspace-files', '00000000-0000-4000-8000-0000000000aa/backups/1.json', 'workspace-files', '00000000-0000-4000-8000-0000000000aa/1.json'), 0, 'moves none out');
select is(pg_temp.move('admin', 'workspace-files', '00000000-0000-4000-8000-0000000000aa/logo.png', 'workspace-files', '00000000-0000-4000-8000-0000000000aa/backups/2.json'), 0, 'puts none in');
select is(pg_temp.put('admin', 'workspace-files', '00000000-0000-4000-8000-0000000000aa/Backups/2.json'), 0, 'however it is written');

update workspaces set deleted_at = now() where id = '00000000-0000-4000-8000-0000000000aa';
select is(pg_temp.reads('admin', 'workspace-files', '00000000-0000-4000-8000-0000000000aa/logo.png'), 0, 'with the workspace its files are out of sight');
select is(pg_temp.reads('manager', 'project-files', '00000000-0000-4000-8000-0000000000c1/m.txt'), 0, 'as are those of its projects');
select * from finish();
rollback;
