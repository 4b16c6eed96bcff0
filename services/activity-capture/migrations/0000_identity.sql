-- Identities: who acts, as a random id behind a keyed hash. Facts hold the id only, so a deleted row
-- leaves nothing that leads from a fact to a person. Rows are never updated.
CREATE TABLE identity (
  tenant text COLLATE "C" NOT NULL,
  -- BLAKE2b of (source, id) under the tenant's secret; the primary key makes one identity of two sights.
  lookup text COLLATE "C" NOT NULL CHECK (lookup ~ '^[0-9a-f]{64}$'),
  identity_id uuid NOT NULL,
  bot boolean NOT NULL,
  sighted_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, lookup)
);
--> statement-breakpoint
-- Erasure comes with identity ids and looks for their rows.
CREATE UNIQUE INDEX identity_by_id ON identity (tenant, identity_id);
--> statement-breakpoint
ALTER TABLE identity ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE identity FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY identity_of_tenant ON identity
  USING (tenant = current_setting('copse.tenant', true))
  WITH CHECK (tenant = current_setting('copse.tenant', true));
