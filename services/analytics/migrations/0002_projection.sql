-- How far each partition has been taken in: everything `source` recorded before `at` is in the facts.
-- Written after the rows. Within an epoch `at` only rises; a newer epoch wins over an older one.
CREATE TABLE IF NOT EXISTS watermarks
(
    topic LowCardinality(String),
    partition UInt32,
    source LowCardinality(String),
    epoch UInt64,
    at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (topic, partition, source, epoch);

-- Where each dead letter of any consumer came from, and why. The bytes stay in the topic.
CREATE TABLE IF NOT EXISTS dead_letters
(
    group_id LowCardinality(String),
    topic LowCardinality(String),
    partition UInt32,
    offset UInt64,
    step LowCardinality(String),
    code LowCardinality(String),
    reason String,
    at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (group_id, topic, partition, offset);
