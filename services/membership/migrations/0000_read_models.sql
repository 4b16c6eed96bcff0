-- The read models of membership and what it remembers of sightings. Names compare bytewise (COLLATE "C"), so
-- that pages keep their order on every machine. A service sees the tenant of its transaction and no other.
CREATE TABLE "api_keys" (
	"tenant" text COLLATE "C" NOT NULL,
	"key_id" text COLLATE "C" NOT NULL,
	"label" text NOT NULL,
	"scopes" text[] NOT NULL,
	"status" text NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"version" integer NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "api_keys_tenant_key_id_pk" PRIMARY KEY("tenant","key_id")
);
--> statement-breakpoint
CREATE TABLE "communities" (
	"tenant" text COLLATE "C" NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"community_id" uuid NOT NULL,
	"name" text NOT NULL,
	"charter" jsonb NOT NULL,
	"time_zone" text NOT NULL,
	"framework_version" text NOT NULL,
	"version" integer NOT NULL,
	"registered_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "communities_tenant_key_pk" PRIMARY KEY("tenant","key")
);
--> statement-breakpoint
CREATE TABLE "linked_identities" (
	"tenant" text COLLATE "C" NOT NULL,
	"identity_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"bot" boolean NOT NULL,
	CONSTRAINT "linked_identities_tenant_identity_id_pk" PRIMARY KEY("tenant","identity_id")
);
--> statement-breakpoint
CREATE TABLE "members" (
	"tenant" text COLLATE "C" NOT NULL,
	"community_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"status" text NOT NULL,
	"joined_at" timestamp (3) with time zone NOT NULL,
	"left_at" timestamp (3) with time zone,
	"sealed" text,
	"sealed_version" integer,
	"version" integer NOT NULL,
	CONSTRAINT "members_tenant_community_id_person_id_pk" PRIMARY KEY("tenant","community_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "people" (
	"tenant" text COLLATE "C" NOT NULL,
	"person_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"registered_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "people_tenant_person_id_pk" PRIMARY KEY("tenant","person_id")
);
--> statement-breakpoint
CREATE TABLE "registered_identities" (
	"tenant" text COLLATE "C" NOT NULL,
	"lookup" text COLLATE "C" NOT NULL,
	"identity_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"source" text NOT NULL,
	"bot" boolean NOT NULL,
	"sealed" text,
	CONSTRAINT "registered_identities_tenant_lookup_pk" PRIMARY KEY("tenant","lookup")
);
--> statement-breakpoint
CREATE TABLE "sightings" (
	"tenant" text COLLATE "C" NOT NULL,
	"identity_id" uuid NOT NULL,
	"lookup" text COLLATE "C" NOT NULL,
	"bot" boolean NOT NULL,
	CONSTRAINT "sightings_tenant_identity_id_pk" PRIMARY KEY("tenant","identity_id")
);
--> statement-breakpoint
CREATE TABLE "tenants" (
	"tenant" text COLLATE "C" PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX "linked_identities_by_person" ON "linked_identities" USING btree ("tenant","person_id");--> statement-breakpoint
CREATE INDEX "registered_identities_by_person" ON "registered_identities" USING btree ("tenant","person_id");--> statement-breakpoint
CREATE INDEX "sightings_by_lookup" ON "sightings" USING btree ("tenant","lookup");
--> statement-breakpoint
ALTER TABLE "api_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "api_keys" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "api_keys_of_tenant" ON "api_keys"
	USING ("tenant" = current_setting('copse.tenant', true))
	WITH CHECK ("tenant" = current_setting('copse.tenant', true));
--> statement-breakpoint
ALTER TABLE "communities" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "communities" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "communities_of_tenant" ON "communities"
	USING ("tenant" = current_setting('copse.tenant', true))
	WITH CHECK ("tenant" = current_setting('copse.tenant', true));
--> statement-breakpoint
ALTER TABLE "linked_identities" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "linked_identities" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "linked_identities_of_tenant" ON "linked_identities"
	USING ("tenant" = current_setting('copse.tenant', true))
	WITH CHECK ("tenant" = current_setting('copse.tenant', true));
--> statement-breakpoint
ALTER TABLE "members" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "members" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "members_of_tenant" ON "members"
	USING ("tenant" = current_setting('copse.tenant', true))
	WITH CHECK ("tenant" = current_setting('copse.tenant', true));
--> statement-breakpoint
ALTER TABLE "people" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "people" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "people_of_tenant" ON "people"
	USING ("tenant" = current_setting('copse.tenant', true))
	WITH CHECK ("tenant" = current_setting('copse.tenant', true));
--> statement-breakpoint
ALTER TABLE "registered_identities" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "registered_identities" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "registered_identities_of_tenant" ON "registered_identities"
	USING ("tenant" = current_setting('copse.tenant', true))
	WITH CHECK ("tenant" = current_setting('copse.tenant', true));
--> statement-breakpoint
ALTER TABLE "sightings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "sightings" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "sightings_of_tenant" ON "sightings"
	USING ("tenant" = current_setting('copse.tenant', true))
	WITH CHECK ("tenant" = current_setting('copse.tenant', true));
--> statement-breakpoint
ALTER TABLE "tenants" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "tenants" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "tenants_of_tenant" ON "tenants"
	USING ("tenant" = current_setting('copse.tenant', true))
	WITH CHECK ("tenant" = current_setting('copse.tenant', true));
