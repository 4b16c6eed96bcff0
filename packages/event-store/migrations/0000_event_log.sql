-- The log. Its primary key is the concurrency check, its transaction id is the order of the feed, and the
-- table is its own outbox: rows are added and never changed.
-- Order within a transaction, which is one session's, so each session may take numbers in advance. Between sessions
-- they say nothing: the feed goes by the transaction id first.
create sequence event_pos cache 32;
--> statement-breakpoint
-- recorded_at is read from the clock after the transaction id was taken: a watermark relies on it. The functions that
-- append see to it, and so does the order of the columns, whose defaults are computed from left to right.
create table event (
  incarnation integer not null default 1,
  xid xid8 not null default pg_current_xact_id(),
  pos bigint not null default nextval('event_pos'),
  tenant text collate "C" not null,
  stream_id text collate "C" not null,
  version integer not null check (version > 0),
  event_id uuid not null,
  type text collate "C" not null,
  schema_version integer not null,
  recorded_at timestamptz not null default date_trunc('milliseconds', clock_timestamp()),
  data json not null,
  sealed text,
  traceparent text collate "C",
  key_id text collate "C",
  content_hash bytea,
  primary key (tenant, stream_id, version)
) partition by hash (tenant, stream_id);
--> statement-breakpoint
comment on table event is 'copse:append-only';
--> statement-breakpoint
-- Partitions live where no service has any right, so that nobody walks around the policies of the parent.
create schema event_partition;
--> statement-breakpoint
-- Rows are added and read by key or in order, and plans are pinned: statistics decide nothing. Left alone,
-- PostgreSQL would sample 30,000 rows of each partition whenever a tenth was added, with all they carry.
do $$
begin
  for remainder in 0..7 loop
    execute format('create table event_partition.event_%s partition of public.event
                    for values with (modulus 8, remainder %s)
                    with (autovacuum_analyze_scale_factor = 1)', remainder, remainder);
  end loop;
end $$;
--> statement-breakpoint
alter table event
  alter column incarnation set statistics 10, alter column xid set statistics 10, alter column pos set statistics 10,
  alter column tenant set statistics 10, alter column stream_id set statistics 10,
  alter column version set statistics 10, alter column type set statistics 10, alter column event_id set statistics 0,
  alter column schema_version set statistics 0, alter column recorded_at set statistics 0,
  alter column data set statistics 0, alter column sealed set statistics 0, alter column traceparent set statistics 0,
  alter column key_id set statistics 0, alter column content_hash set statistics 0;
--> statement-breakpoint
create index event_feed_order on event (incarnation, xid, pos);
--> statement-breakpoint
alter table event enable row level security;
--> statement-breakpoint
alter table event force row level security;
--> statement-breakpoint
-- No policy for update or delete: row-level security alone makes the log append-only.
create policy event_of_tenant on event for select using (tenant = current_setting('copse.tenant', true));
--> statement-breakpoint
create policy event_into_tenant on event for insert with check (tenant = current_setting('copse.tenant', true));
--> statement-breakpoint
-- One role, which nobody can log in as, owns the two things that see every tenant: the function that appends
-- first events of many tenants in one statement, and the view the relay reads. Roles belong to the cluster,
-- so another database may be making it at this moment.
do $$
begin
  create role copse_event_log nologin nosuperuser nobypassrls nocreatedb nocreaterole noinherit;
exception when duplicate_object or unique_violation then
  null;
end $$;
--> statement-breakpoint
do $$
begin
  if not pg_has_role(current_user, 'copse_event_log', 'SET') then
    execute format('grant copse_event_log to %I with inherit false, set true', current_user);
  end if;
end $$;
--> statement-breakpoint
create policy event_of_every_tenant on event to copse_event_log using (true) with check (true);
--> statement-breakpoint
grant select, insert on event to copse_event_log;
--> statement-breakpoint
grant usage on sequence event_pos to copse_event_log;
--> statement-breakpoint
-- Transaction ids belong to a cluster. A restore into another one raises the incarnation, so that what was
-- recorded before comes before in the feed whatever the new cluster's transaction ids are.
create table event_log (
  singleton boolean primary key default true check (singleton),
  incarnation integer not null
);
--> statement-breakpoint
insert into event_log (incarnation) values (1);
--> statement-breakpoint
comment on table event_log is 'copse:append-only';
--> statement-breakpoint
create function raise_event_log_incarnation() returns integer language plpgsql set search_path = '' as $$
declare
  raised integer;
begin
  update public.event_log set incarnation = incarnation + 1 returning incarnation into raised;
  execute format('alter table public.event alter column incarnation set default %s', raised);
  return raised;
end $$;
--> statement-breakpoint
revoke all on function raise_event_log_incarnation() from public;
