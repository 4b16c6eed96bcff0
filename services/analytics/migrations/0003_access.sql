-- This service's own durable copy of copse.access: keys are recognised while everything else is down.
CREATE TABLE IF NOT EXISTS tenants
(
    tenant String,
    name String,
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY tenant;

CREATE TABLE IF NOT EXISTS access_keys
(
    key_id String,
    tenant LowCardinality(String),
    label String,
    secret_hash String,
    scopes Array(LowCardinality(String)),
    status Enum8('active' = 1, 'revoked' = 2),
    expires_at Nullable(DateTime64(3, 'UTC')),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY key_id;
