-- This service's own copy of who may do what, taken in from copse.access. Reading a key is how the tenant
-- becomes known, so this table alone is read before there is a tenant: it holds hashes, no secrets and no
-- data of a tenant. Rows are written by the consumer only, newest version wins.
CREATE TABLE access_key (
  tenant text COLLATE "C" NOT NULL,
  key_id text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  state jsonb NOT NULL,
  PRIMARY KEY (tenant, key_id)
);
--> statement-breakpoint
CREATE UNIQUE INDEX access_key_by_id ON access_key (key_id);
--> statement-breakpoint
ALTER TABLE access_key ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE access_key FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY access_key_lookup ON access_key USING (true) WITH CHECK (true);
