-- Keys of identities, wrapped under the master key. This database has short-lived backups: a key that is
-- destroyed here makes every sealed part of its identity unreadable for good.
CREATE TABLE identity_key (
  tenant text COLLATE "C" NOT NULL,
  identity_id uuid NOT NULL,
  -- XChaCha20-Poly1305 of a random data key: nonce (24 bytes), ciphertext (32), tag (16).
  wrapped_key bytea,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- A destroyed key leaves its row behind, so that none is made for the same identity again.
  destroyed_at timestamptz,
  PRIMARY KEY (tenant, identity_id),
  CHECK ((wrapped_key IS NULL) = (destroyed_at IS NOT NULL))
);
--> statement-breakpoint
ALTER TABLE identity_key ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE identity_key FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY identity_key_tenant ON identity_key
  USING (tenant = current_setting('copse.tenant', true))
  WITH CHECK (tenant = current_setting('copse.tenant', true));
