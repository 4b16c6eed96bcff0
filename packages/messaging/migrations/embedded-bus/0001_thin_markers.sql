-- Watermarks come to every partition several times a second, also when nothing happens. Those that every
-- group has passed are of no use to anybody and are dropped, so that an idle installation does not grow.
ALTER TABLE bus_batches ADD COLUMN markers_only boolean NOT NULL DEFAULT false;
--> statement-breakpoint
CREATE INDEX bus_batches_markers ON bus_batches (topic, partition, last_offset) WHERE markers_only;
--> statement-breakpoint
DROP FUNCTION bus_publish(text, integer[], integer[], integer[], bytea);
--> statement-breakpoint
-- As before; element i of the last array says whether all records for the partition are markers.
CREATE FUNCTION bus_publish(target text, targets integer[], counts integer[], lengths integer[], payload bytea,
  markers boolean[])
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
    INSERT INTO bus_batches (topic, partition, first_offset, last_offset, bytes, records, markers_only)
      VALUES (target, targets[i], following - counts[i], following - 1, lengths[i],
              substring(payload FROM start_at FOR lengths[i]), markers[i]);
    start_at := start_at + lengths[i];
    ends := ends || following;
  END LOOP;
  RETURN ends;
END
$$;
--> statement-breakpoint
COMMENT ON FUNCTION bus_publish IS 'copse:service-callable';
