-- What the relay reads: every tenant's events without their sealed parts. A view is read with its owner's
-- rights, so the policy of copse_event_log applies and the service's role needs no way around its own.
create view event_feed as
  select incarnation, xid, pos, tenant, stream_id, version, event_id, type, recorded_at, data, traceparent
  from event;
--> statement-breakpoint
grant create on schema public to copse_event_log;
--> statement-breakpoint
alter view event_feed owner to copse_event_log;
--> statement-breakpoint
revoke create on schema public from copse_event_log;
--> statement-breakpoint
comment on view event_feed is 'copse:service-readable';
--> statement-breakpoint
-- One row a relay. The epoch rises with every owner: an old owner's update finds no row. It is about the log
-- as a whole and belongs to no tenant.
create table event_relay (
  name text primary key,
  epoch bigint not null,
  incarnation integer not null,
  xid xid8 not null,
  pos bigint not null,
  announced_at timestamptz
) with (fillfactor = 50);
--> statement-breakpoint
-- How far a relay is behind: exact up to exact_max events, beyond that the distance in positions. Its plans are
-- pinned as the feed's are. Before a relay's first start everything is behind.
create function event_relay_lag(
  relay_name text, exact_max integer, out counted integer, out distance bigint, out seconds double precision
) language plpgsql stable
  set search_path = '' set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off as $$
declare
  reached record;
begin
  select coalesce(max(relay.incarnation), 1) as incarnation, coalesce(max(relay.xid), '0') as xid,
         coalesce(max(relay.pos), 0) as pos
  into reached from public.event_relay as relay where relay.name = relay_name;
  select count(*), coalesce(extract(epoch from clock_timestamp() - min(unsent.recorded_at)), 0)
  into counted, seconds
  from (
    select event.recorded_at from public.event_feed as event
    where (event.incarnation, event.xid, event.pos) > (reached.incarnation, reached.xid, reached.pos)
    order by event.incarnation, event.xid, event.pos
    limit exact_max
  ) as unsent;
  distance := counted;
  if counted < exact_max then
    return;
  end if;
  -- A session that was idle for long may write with numbers it took long ago: the greatest of many is a recent one.
  select numbers.last_value - coalesce(max(sent.pos), 0) into distance
  from public.event_pos as numbers left join lateral (
    select event.pos from public.event_feed as event
    where (event.incarnation, event.xid, event.pos) <= (reached.incarnation, reached.xid, reached.pos)
    order by event.incarnation desc, event.xid desc, event.pos desc
    limit 1000
  ) as sent on true
  group by numbers.last_value;
end $$;
--> statement-breakpoint
revoke all on function event_relay_lag(text, integer) from public;
--> statement-breakpoint
comment on function event_relay_lag(text, integer) is 'copse:service-callable';
