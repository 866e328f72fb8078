create table private.workspace_domains (
  domain text primary key,
  workspace_id uuid not null references public.workspaces on delete cascade
);
comment on table private.workspace_domains is 'Which workspace a mail domain belongs to: company_email_domains of the workspaces that are not deleted, kept by a trigger.';
create index on private.workspace_domains (workspace_id);

-- Security definer: no API role writes this table, and none reads it.
create function private.claim_domains()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  wanted text[] := case when new.deleted_at is null and new.company_email_domains <> '{*}' then new.company_email_domains else '{}' end;
  taken text;
begin
  delete from private.workspace_domains d where d.workspace_id = new.id and d.domain <> all (wanted);
  -- The key makes two workspaces that want a domain at once wait for each other.
  insert into private.workspace_domains select domain, new.id from unnest(wanted) domain on conflict do nothing;
  select domain into taken from unnest(wanted) domain
  where domain not in (select d.domain from private.workspace_domains d where d.workspace_id = new.id) limit 1;
  if taken is not null then
    perform private.raise_error('PT409', format('The domain %s belongs to another workspace', taken), 'Ask an owner of that workspace to invite you.');
  end if;
  return null;
end
$$;
comment on function private.claim_domains is 'A mail domain belongs to one workspace at a time.';

create trigger claim_domains after insert or update of company_email_domains, deleted_at on public.workspaces
  for each row execute function private.claim_domains();

create function private.is_public_mail_domain(domain text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  -- What is below a listed host is listed with it.
  select domain ~ '(^|\.)(yahoo|hotmail|outlook|live|gmx|yandex|mail)\.([a-z]{2,3}|co\.[a-z]{2}|com\.[a-z]{2})$' or exists (
    select from unnest(array[
      'gmail.com', 'googlemail.com', 'icloud.com', 'me.com', 'mac.com', 'aol.com', 'proton.me', 'protonmail.com', 'pm.me', 'hey.com',
      'fastmail.com', 'zoho.com', 'mail.com', 'email.com', 'tutanota.com', 'tuta.io', 'tuta.com', 'hushmail.com', 'rocketmail.com',
      'ymail.com', 'msn.com', 'inbox.com', 'web.de', 't-online.de', 'freenet.de', 'posteo.de', 'mailbox.org', 'bluewin.ch', 'orange.fr',
      'wanadoo.fr', 'free.fr', 'laposte.net', 'sfr.fr', 'libero.it', 'virgilio.it', 'tiscali.it', 'wp.pl', 'o2.pl', 'onet.pl',
      'interia.pl', 'seznam.cz', 'ukr.net', 'rediffmail.com', 'naver.com', 'daum.net', 'hanmail.net', 'qq.com', '163.com', '126.com',
      'sina.com', 'foxmail.com', 'yeah.net', 'comcast.net', 'verizon.net', 'att.net', 'sbcglobal.net', 'bellsouth.net', 'cox.net',
      'charter.net', 'btinternet.com', 'virginmedia.com', 'sky.com', 'ntlworld.com', 'bigpond.com', 'optusnet.com.au', 'shaw.ca',
      'rogers.com', 'sympatico.ca', 'uol.com.br', 'bol.com.br', 'terra.com.br', 'telenet.be', 'skynet.be', 'ziggo.nl', 'mailinator.com',
      'guerrillamail.com', '10minutemail.com', 'yopmail.com', 'temp-mail.org', 'sharklasers.com', 'trashmail.com', 'rambler.ru', 'ro.ru',
      'autorambler.ru', 'myrambler.ru', 'ya.ru', 'list.ru', 'bk.ru', 'inbox.ru', 'internet.ru', 'inbox.lv', 'inbox.lt', 'inbox.eu',
      'abv.bg', 'dir.bg', 'centrum.cz', 'email.cz', 'post.cz', 'volny.cz', 'azet.sk', 'zoznam.sk', 'centrum.sk', 'freemail.hu',
      'citromail.hu', 'i.ua', 'meta.ua', 'bigmir.net', 'tut.by', 'wp.eu', 'op.pl', 'gazeta.pl', 'poczta.fm', 'alice.it', 'tin.it',
      'email.it', 'sapo.pt', 'neuf.fr', 'club-internet.fr', 'bbox.fr', 'numericable.fr', 'arcor.de', 'online.de', 'vodafone.de', 'aon.at',
      'chello.at', 'chello.nl', 'planet.nl', 'home.nl', 'hetnet.nl', 'kpnmail.nl', 'xs4all.nl', 'proximus.be', 'online.no', 'otenet.gr',
      'eircom.net', 'blueyonder.co.uk', 'talktalk.net', 'tiscali.co.uk', 'walla.com', 'walla.co.il', 'mynet.com', 'ig.com.br',
      'globo.com', 'sina.cn', 'sohu.com', '139.com', '189.cn', 'aliyun.com', 'docomo.ne.jp', 'ezweb.ne.jp', 'softbank.ne.jp', 'nifty.com',
      'nate.com', 'kakao.com', 'xtra.co.nz', 'iinet.net.au', 'earthlink.net', 'juno.com', 'netzero.net', 'frontier.com', 'windstream.net',
      'optonline.net', 'aim.com', 'excite.com', 'lycos.com', 'usa.com', 'mailfence.com', 'runbox.com', 'disroot.org', 'riseup.net',
      'tutamail.com', 'keemail.me', 'fastmail.fm', 'zohomail.com', 'zohomail.eu', 'ymail.ne.jp', 'maildrop.cc', 'getnada.com',
      'dispostable.com', 'mailnesia.com',
      -- Relays.
      'privaterelay.appleid.com', 'duck.com', 'mozmail.com', 'users.noreply.github.com', 'simplelogin.com', 'simplelogin.io',
      'simplelogin.co', 'aleeas.com', 'slmails.com', 'slmail.me', 'passmail.net', 'passinbox.com', 'passfwd.com', 'anonaddy.com',
      'anonaddy.me', 'erine.email'
    ]) host
    where domain = host or right(domain, length(host) + 1) = '.' || host
  )
$$;
comment on function private.is_public_mail_domain is 'Whether addresses of a domain are given to anybody, so that having one says nothing of a company: the common ones, and what is below them.';

create function private.mail_domain(address text)
returns text
language sql
immutable
set search_path = ''
as $$
  -- The last part: what stands before the last @ may be quoted and hold another.
  select nullif(lower(split_part(address, '@', -1) collate "C"), '')
$$;
comment on function private.mail_domain is 'The domain of an address, in lower case.';

create function private.check_domain(domain text)
returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  if domain !~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$' or length(domain) > 253 then
    perform private.raise_error('PT400', 'A domain looks like example.com', 'Leave out the part before the @.');
  elsif private.is_public_mail_domain(domain) then
    perform private.raise_error('PT400', format('Anybody can have an address at %s', domain), 'Use a domain of your company, or invite people one by one.');
  elsif not exists (
    select from public.users where id = (select auth.uid()) and email_confirmed_at is not null and private.mail_domain(email) = domain
  ) then
    perform private.raise_error(
      'PT403', format('You have no confirmed address at %s', domain), 'Ask an owner of the workspace who has one, or sign in with such an address.'
    );
  end if;
end
$$;
comment on function private.check_domain is 'Raises what keeps the one who asks from taking a domain for a workspace.';

-- Security definer: company_email_domains is not writable by any API role.
create function private.set_workspace_domains(workspace_id uuid, domains text[])
returns text[]
language plpgsql
security definer
set search_path = ''
as $$
declare
  wanted text[] := (select coalesce(array_agg(distinct lower(btrim(d)) order by lower(btrim(d))), '{}') from unnest(domains) d where d is not null);
  known text[];
begin
  perform private.require_workspace_role(workspace_id, 'owner');
  select company_email_domains into known from public.workspaces where id = workspace_id for no key update;
  if workspace_id = private.global_workspace_id() or cardinality(wanted) > 20 then
    perform private.raise_error('PT400', 'A company''s workspace has up to 20 domains, the global workspace none');
  end if;
  perform private.check_domain(d) from unnest(wanted) d where d <> all (known);
  update public.workspaces set company_email_domains = wanted where id = workspace_id and company_email_domains <> wanted;
  return wanted;
end
$$;

create function public.set_workspace_domains(workspace_id uuid, domains text[])
returns text[]
language sql
set search_path = ''
as $$
  select private.set_workspace_domains(workspace_id, domains)
$$;
comment on function public.set_workspace_domains is
  'Says whose mail domains a workspace takes in: who confirms an address there becomes a project creator. Owners. A domain that is new must be that of the caller''s own confirmed address (403), none anybody can have an address at (400), and in no other workspace (409).';

grant execute on function public.set_workspace_domains, private.set_workspace_domains to authenticated, service_role;
