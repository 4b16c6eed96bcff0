-- The read model of value-evaluation. Names compare bytewise (COLLATE "C"), so that pages keep their order on
-- every machine. A service sees the tenant of its transaction and no other.
CREATE TABLE "stories" (
	"tenant" text COLLATE "C" NOT NULL,
	"story_id" uuid NOT NULL,
	"community_key" text COLLATE "C" NOT NULL,
	"framework_version" text NOT NULL,
	"teller_person_id" uuid,
	"status" text NOT NULL,
	"consent" boolean NOT NULL,
	"steps" jsonb NOT NULL,
	"sealed" text,
	"sealed_version" integer NOT NULL,
	"version" integer NOT NULL,
	"drafted_at" timestamp (3) with time zone NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "stories_tenant_story_id_pk" PRIMARY KEY("tenant","story_id")
);
--> statement-breakpoint
CREATE INDEX "stories_by_age" ON "stories" USING btree ("tenant","drafted_at","story_id");--> statement-breakpoint
CREATE INDEX "stories_by_community" ON "stories" USING btree ("tenant","community_key","drafted_at","story_id");
--> statement-breakpoint
ALTER TABLE "stories" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "stories" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "stories_of_tenant" ON "stories"
	USING ("tenant" = current_setting('copse.tenant', true))
	WITH CHECK ("tenant" = current_setting('copse.tenant', true));
