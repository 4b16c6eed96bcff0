-- What the relay reads: every tenant's events without their sealed parts. A view is read with its owner's
-- rights, so the policy of copse_event_log applies and the service's role needs no way around its own.
create view event_feed as
  select incarnation, xid, pos, tenant, stream_id, version, event_id, type, recorded_at, data,
         meta ->> 'traceparent' as traceparent
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
