-- Appends to one stream; the caller's row-level security applies. Behind an existing version it must be the
-- first thing in its transaction that takes a transaction id: only then do a stream's ids rise with its
-- versions, since the version before was committed before this id was taken. A new stream has nothing to be
-- out of order with. With `alone` the call is a whole transaction in one round trip, and sets its tenant itself.
--
-- Answers {version, recorded_at in milliseconds}, or {version} where the stream is at another version than
-- expected; then nothing was written and the transaction stays usable. All events of one append share
-- recorded_at. An assignment costs less than a `perform`, which would be a query of its own.
create function append_events(
  append_tenant text,
  append_stream text,
  expected_version integer,
  new_events json,
  event_traceparent text,
  event_key_id text,
  alone boolean
) returns bigint[] language plpgsql set search_path = '' as $$
declare
  ignored text;
  event_count integer := json_array_length(new_events);
  inserted_count integer;
  recorded timestamptz;
begin
  if alone then
    ignored := set_config('copse.tenant', append_tenant, true);
  end if;
  if expected_version > 0 then
    if pg_current_xact_id_if_assigned() is not null then
      raise exception 'the append is not the first write of its transaction' using
        errcode = 'CE001',
        detail = 'a write or a row lock before it took a transaction id, and the feed could show this stream out of order',
        hint = 'append first; write read models and idempotency rows after it; take no FOR UPDATE before it';
    end if;
    -- Without the version before it, the append would leave a hole.
    if not exists (
      select from public.event
      where tenant = append_tenant and stream_id = append_stream and version = expected_version
    ) then
      return array(
        select coalesce(max(version), 0) from public.event where tenant = append_tenant and stream_id = append_stream
      );
    end if;
  end if;
  -- First the id, then the clock: a watermark relies on it.
  ignored := pg_current_xact_id();
  recorded := date_trunc('milliseconds', clock_timestamp());
  if event_count = 1 then
    insert into public.event
      (tenant, stream_id, version, event_id, type, schema_version, recorded_at, data, sealed, traceparent, key_id)
    select append_tenant, append_stream, expected_version + 1, event_id, type, schema_version, recorded, data, sealed,
           event_traceparent, event_key_id
    from json_to_recordset(new_events)
      as new_event (event_id uuid, type text, schema_version integer, data json, sealed text)
    on conflict do nothing;
  else
    -- Whoever holds the first version holds the ones after it: nobody else can see it to append behind it.
    with new_event as materialized (
      select * from rows from (
        json_to_recordset(new_events)
          as (event_id uuid, type text, schema_version integer, data json, sealed text)
      ) with ordinality as listed (event_id, type, schema_version, data, sealed, ordinal)
    ), first_version as (
      insert into public.event
        (tenant, stream_id, version, event_id, type, schema_version, recorded_at, data, sealed, traceparent, key_id)
      select append_tenant, append_stream, expected_version + 1, event_id, type, schema_version, recorded, data,
             sealed, event_traceparent, event_key_id
      from new_event where ordinal = 1
      on conflict do nothing
      returning version
    )
    insert into public.event
      (tenant, stream_id, version, event_id, type, schema_version, recorded_at, data, sealed, traceparent, key_id)
    select append_tenant, append_stream, expected_version + ordinal, event_id, type, schema_version, recorded, data,
           sealed, event_traceparent, event_key_id
    from new_event where ordinal > 1 and exists (select from first_version);
  end if;
  get diagnostics inserted_count = row_count;
  if inserted_count = 0 then
    return array(select max(version) from public.event where tenant = append_tenant and stream_id = append_stream);
  end if;
  return array[expected_version + event_count, extract(epoch from recorded) * 1000];
end $$;
--> statement-breakpoint
-- Appends the first events of many streams of many tenants in one statement, each the only event of its call.
-- Answers one letter a row, in the order given: c created, s the same is there already, x another content is
-- there. A row whose event_id is the stored one is created: its first acknowledgement was lost. Callers give rows
-- in the order of their keys, so that two calls wait for each other but never lock up. All share recorded_at.
--
-- Rows come as columns, a row a line: PostgreSQL takes them apart in a sixth of the time that JSON costs. Nearly
-- all calls bring nothing but new streams, so that is tried first, in a subtransaction of its own: `on conflict`
-- inserts every row in two steps, and only they need it whose stream is there.
create function append_first_events(
  tenants text, stream_ids text, event_ids text, types text, schema_versions text, datas text, seals text,
  traceparents text, key_ids text, content_hashes text, event_count integer
) returns text language plpgsql security definer set search_path = '' as $$
declare
  -- First the id, then the clock: a watermark relies on it.
  ignored text := pg_current_xact_id();
  recorded timestamptz := date_trunc('milliseconds', clock_timestamp());
begin
  begin
    insert into public.event
      (tenant, stream_id, version, event_id, type, schema_version, recorded_at, data, sealed, traceparent, key_id,
       content_hash)
    select tenant, stream_id, 1, event_id::uuid, type, schema_version::integer, recorded, data::json, sealed,
           traceparent, key_id, decode(content_hash, 'hex')
    from unnest(
      string_to_array(tenants, e'\n'), string_to_array(stream_ids, e'\n'), string_to_array(event_ids, e'\n'),
      string_to_array(types, e'\n'), string_to_array(schema_versions, e'\n'), string_to_array(datas, e'\n'),
      string_to_array(seals, e'\n', ''), string_to_array(traceparents, e'\n', ''),
      string_to_array(key_ids, e'\n', ''), string_to_array(content_hashes, e'\n')
    ) as new_event
      (tenant, stream_id, event_id, type, schema_version, data, sealed, traceparent, key_id, content_hash);
    return repeat('c', event_count);
  exception when unique_violation then
    null; -- A stream is there already, or twice among these.
  end;
  insert into public.event
    (tenant, stream_id, version, event_id, type, schema_version, recorded_at, data, sealed, traceparent, key_id,
     content_hash)
  select distinct on (tenant collate "C", stream_id collate "C")
         tenant, stream_id, 1, event_id::uuid, type, schema_version::integer, recorded, data::json, sealed,
         traceparent, key_id, decode(content_hash, 'hex')
  from unnest(
    string_to_array(tenants, e'\n'), string_to_array(stream_ids, e'\n'), string_to_array(event_ids, e'\n'),
    string_to_array(types, e'\n'), string_to_array(schema_versions, e'\n'), string_to_array(datas, e'\n'),
    string_to_array(seals, e'\n', ''), string_to_array(traceparents, e'\n', ''),
    string_to_array(key_ids, e'\n', ''), string_to_array(content_hashes, e'\n')
  ) with ordinality as new_event
    (tenant, stream_id, event_id, type, schema_version, data, sealed, traceparent, key_id, content_hash, ordinal)
  order by tenant collate "C", stream_id collate "C", ordinal
  on conflict do nothing;
  -- A statement of its own has a snapshot of its own: it sees what the insert ran into.
  return (
    select string_agg(
             case
               when stored.content_hash is distinct from decode(new_event.content_hash, 'hex') then 'x'
               when stored.event_id = new_event.event_id::uuid then 'c'
               else 's'
             end, '' order by new_event.ordinal)
    from unnest(
      string_to_array(tenants, e'\n'), string_to_array(stream_ids, e'\n'), string_to_array(event_ids, e'\n'),
      string_to_array(content_hashes, e'\n')
    ) with ordinality as new_event (tenant, stream_id, event_id, content_hash, ordinal)
    join public.event as stored
      on stored.tenant = new_event.tenant and stored.stream_id = new_event.stream_id and stored.version = 1
  );
end $$;
--> statement-breakpoint
revoke all on function append_events(text, text, integer, json, text, text, boolean) from public;
--> statement-breakpoint
revoke all on function append_first_events(text, text, text, text, text, text, text, text, text, text, integer) from public;
--> statement-breakpoint
comment on function append_events(text, text, integer, json, text, text, boolean) is 'copse:service-callable';
--> statement-breakpoint
comment on function append_first_events(text, text, text, text, text, text, text, text, text, text, integer) is 'copse:service-callable';
--> statement-breakpoint
grant create on schema public to copse_event_log;
--> statement-breakpoint
alter function append_first_events(text, text, text, text, text, text, text, text, text, text, integer) owner to copse_event_log;
--> statement-breakpoint
revoke create on schema public from copse_event_log;
