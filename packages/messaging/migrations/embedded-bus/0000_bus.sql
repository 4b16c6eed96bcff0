-- The embedded bus: topics, partitions and groups on PostgreSQL. It is shared infrastructure in a
-- database of its own, so its tables carry no tenant and no row-level security.
CREATE TABLE bus_topics (
  name text COLLATE "C" PRIMARY KEY,
  partitions integer NOT NULL CHECK (partitions BETWEEN 1 AND 1024),
  compacted boolean NOT NULL,
  retention_ms bigint,
  retention_bytes bigint
);
--> statement-breakpoint
-- The counter row of a partition. Publishing moves next_offset in the transaction that inserts the
-- records and holds the row until commit, so offsets become visible in their order, without holes.
CREATE TABLE bus_partitions (
  topic text COLLATE "C" NOT NULL REFERENCES bus_topics (name) ON DELETE CASCADE,
  partition integer NOT NULL,
  first_offset bigint NOT NULL DEFAULT 0,
  next_offset bigint NOT NULL DEFAULT 0,
  bytes bigint NOT NULL DEFAULT 0,
  compacted_through bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (topic, partition)
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
--> statement-breakpoint
-- One row holds the records one publish call put into a partition, framed as record-codec.ts says.
CREATE TABLE bus_batches (
  topic text COLLATE "C" NOT NULL,
  partition integer NOT NULL,
  first_offset bigint NOT NULL,
  last_offset bigint NOT NULL,
  written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  bytes integer NOT NULL,
  records bytea NOT NULL,
  PRIMARY KEY (topic, partition, last_offset)
) WITH (toast_tuple_target = 8160);
--> statement-breakpoint
-- Batches come compressed already.
ALTER TABLE bus_batches ALTER COLUMN records SET STORAGE EXTERNAL;
--> statement-breakpoint
-- A living member of a group; the leases it holds are its own as long as it has not expired.
CREATE TABLE bus_members (
  group_id text COLLATE "C" NOT NULL,
  member_id text COLLATE "C" NOT NULL,
  topics text[] NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (group_id, member_id)
) WITH (fillfactor = 50);
--> statement-breakpoint
-- One lease per partition and group, with the group's committed offset. The epoch rises with every
-- change of hands and fences the commits of the owner before.
CREATE TABLE bus_leases (
  group_id text COLLATE "C" NOT NULL,
  topic text COLLATE "C" NOT NULL,
  partition integer NOT NULL,
  owner text COLLATE "C",
  epoch bigint NOT NULL DEFAULT 0,
  committed_offset bigint,
  committed_at timestamptz,
  PRIMARY KEY (group_id, topic, partition),
  FOREIGN KEY (topic, partition) REFERENCES bus_partitions (topic, partition) ON DELETE CASCADE
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
--> statement-breakpoint
-- Appends framed records to partitions of one topic: element i of the arrays says which partition, how
-- many records and how many bytes of the payload. Partitions must rise, so that two callers never
-- wait for each other in a circle. Returns the offset after the last record of each.
CREATE FUNCTION bus_publish(target text, targets integer[], counts integer[], lengths integer[], payload bytea)
RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
  ends bigint[] := '{}';
  following bigint;
  start_at integer := 1;
BEGIN
  FOR i IN 1 .. cardinality(targets) LOOP
    UPDATE bus_partitions SET next_offset = next_offset + counts[i], bytes = bytes + lengths[i]
      WHERE topic = target AND partition = targets[i]
      RETURNING next_offset INTO following;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'no partition % of topic %', targets[i], target USING ERRCODE = 'no_data_found';
    END IF;
    INSERT INTO bus_batches (topic, partition, first_offset, last_offset, bytes, records)
      VALUES (target, targets[i], following - counts[i], following - 1, lengths[i],
              substring(payload FROM start_at FOR lengths[i]));
    start_at := start_at + lengths[i];
    ends := ends || following;
  END LOOP;
  RETURN ends;
END
$$;
--> statement-breakpoint
COMMENT ON FUNCTION bus_publish IS 'copse:service-callable';
