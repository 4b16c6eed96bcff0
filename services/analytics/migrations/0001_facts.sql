-- What happened. One row an activity, deduplicated by its key: an activity's instant, community and
-- reference never change (a correction carries the old key, and a tombstone goes under it).
-- No partitions by month: imports span many years, and an amendment could not cross a partition.
CREATE TABLE IF NOT EXISTS activities
(
    tenant LowCardinality(String),
    community LowCardinality(String),
    occurred_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    -- References are 128 random bits: as numbers they take half the room of their digits, and join without parsing.
    activity_ref UUID,
    source LowCardinality(String),
    act LowCardinality(String),
    kind LowCardinality(String),
    -- Identity, not person: `identities` says who it is. Null for an anonymous act.
    actor Nullable(UUID),
    actor_bot Bool DEFAULT false,
    -- All zeros where the source named none.
    target_ref UUID,
    target_author Nullable(UUID),
    thread_ref UUID,
    mentions Array(UUID),
    topics Array(LowCardinality(String)),
    -- 0 for every act that is no vote.
    polarity Int8 DEFAULT 0,
    discloses_difficulty Bool DEFAULT false,
    recorded_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    event_id UUID,
    version UInt64,
    is_deleted UInt8 DEFAULT 0
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (tenant, community, occurred_at, activity_ref);

-- Which person an identity is, true for all the past. `version` is when membership recorded the link, in
-- milliseconds: an identity may move between the streams of two people, whose versions do not compare.
CREATE TABLE IF NOT EXISTS identities
(
    tenant LowCardinality(String),
    identity_id UUID,
    person_id UUID,
    bot Bool DEFAULT false,
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, identity_id);

-- Every change of a community by its version in the stream. A registration fills all columns, a later
-- change only what it is about; `communities` puts them together, in whatever order they came.
CREATE TABLE IF NOT EXISTS community_changes
(
    tenant LowCardinality(String),
    key LowCardinality(String),
    version UInt64,
    change Enum8('registered' = 1, 'charter-changed' = 2),
    community_id UUID,
    name String DEFAULT '',
    charter String,
    time_zone LowCardinality(String) DEFAULT '',
    framework_version LowCardinality(String) DEFAULT '',
    recorded_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (tenant, key, version);

-- One row a registered community, with its newest charter (JSON). Needs no FINAL: max and argMax do not
-- mind duplicates. A charter that arrived before its registration waits for it.
CREATE VIEW IF NOT EXISTS communities AS
SELECT
    tenant,
    key,
    anyIf(community_changes.community_id, change = 'registered') AS community_id,
    argMaxIf(community_changes.name, community_changes.version, change = 'registered') AS name,
    argMax(community_changes.charter, community_changes.version) AS charter,
    argMaxIf(community_changes.time_zone, community_changes.version, change = 'registered') AS time_zone,
    argMaxIf(community_changes.framework_version, community_changes.version, change = 'registered') AS framework_version,
    minIf(community_changes.recorded_at, change = 'registered') AS registered_at,
    max(community_changes.version) AS version
FROM community_changes
GROUP BY tenant, key
HAVING countIf(change = 'registered') > 0;

-- Joining and leaving, in the order of the member's stream: the newest stream_version is the state now.
CREATE TABLE IF NOT EXISTS membership_changes
(
    tenant LowCardinality(String),
    community LowCardinality(String),
    person_id UUID,
    stream_version UInt32,
    change Enum8('joined' = 1, 'left' = 2),
    at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (tenant, community, person_id, stream_version);

-- The newest public state of each story. The community is no part of the key: a story may be revised
-- into another one, and the newest version alone counts.
CREATE TABLE IF NOT EXISTS stories
(
    tenant LowCardinality(String),
    story_id UUID,
    community LowCardinality(String),
    status Enum8('draft' = 1, 'submitted' = 2, 'published' = 3),
    framework_version LowCardinality(String),
    teller Nullable(UUID),
    recorded_at DateTime64(3, 'UTC'),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, story_id);

-- The steps of every version of a story; those of the version that `stories` holds count.
CREATE TABLE IF NOT EXISTS story_steps
(
    tenant LowCardinality(String),
    story_id UUID,
    version UInt64,
    step_id UUID,
    community LowCardinality(String),
    cycle LowCardinality(String),
    occurred_at Nullable(DateTime64(3, 'UTC')),
    sign Enum8('positive' = 1, 'negative' = -1)
)
ENGINE = ReplacingMergeTree
ORDER BY (tenant, story_id, version, step_id);
