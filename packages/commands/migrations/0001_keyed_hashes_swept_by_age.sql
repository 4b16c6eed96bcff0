-- `body_hash` is keyed from here on (under the tenant's secret): a plain SHA-256 of a body that holds a
-- name let whoever reads the rows confirm a guess. What was hashed plainly goes at once, a day before its time.
TRUNCATE idempotency_keys;
--> statement-breakpoint
COMMENT ON COLUMN idempotency_keys.body_hash IS 'Keyed hash of the canonical body: the same key with another body is refused.';
--> statement-breakpoint
DROP INDEX idempotency_keys_by_age;
--> statement-breakpoint
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (recorded_at);
--> statement-breakpoint
-- The owner alone reaches every tenant's rows, for the sweep; the service keeps seeing one tenant's.
CREATE POLICY idempotency_keys_of_owner ON idempotency_keys TO CURRENT_USER USING (true);
--> statement-breakpoint
-- Deletes the oldest rows past their time, of whichever tenant: one that is never heard of again sweeps nothing
-- itself. Rows that somebody holds are left to a later sweep, so that no request waits for another here.
CREATE FUNCTION sweep_idempotency_keys(kept_hours integer, rows_max integer) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
  WITH old AS MATERIALIZED (
    SELECT tenant, key FROM public.idempotency_keys
    WHERE recorded_at <= now() - make_interval(hours => kept_hours)
    ORDER BY recorded_at LIMIT rows_max
    FOR UPDATE SKIP LOCKED
  )
  DELETE FROM public.idempotency_keys AS swept USING old WHERE swept.tenant = old.tenant AND swept.key = old.key
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION sweep_idempotency_keys(integer, integer) FROM PUBLIC;
--> statement-breakpoint
COMMENT ON FUNCTION sweep_idempotency_keys(integer, integer) IS 'copse:service-callable';
