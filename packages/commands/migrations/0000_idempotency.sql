-- What a creating command answered under a client's Idempotency-Key: status and ids only, never a body.
CREATE TABLE idempotency_keys (
  tenant text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  operation text NOT NULL,
  -- SHA-256 of the canonical body: the same key with another body is refused.
  body_hash text NOT NULL,
  status smallint NOT NULL,
  ids jsonb NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, key)
);
--> statement-breakpoint
-- Rows past their time are deleted oldest first.
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (tenant, recorded_at);
--> statement-breakpoint
ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE idempotency_keys FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY idempotency_keys_of_tenant ON idempotency_keys
  USING (tenant = current_setting('copse.tenant', true))
  WITH CHECK (tenant = current_setting('copse.tenant', true));
