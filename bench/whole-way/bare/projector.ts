// The bare pipeline, third process: consumes the topic and inserts rows into ClickHouse as they came.
import { setTimeout as delay } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';

const kafka = new Kafka({ brokers: [process.env['BARE_KAFKA_BROKER'] ?? ''], logLevel: logLevel.ERROR });
// Gathered as the measured side gathers: features are compared, not how many records travel together.
const consumer = kafka.consumer({
  groupId: `${process.env['BARE_TOPIC']}-projector`,
  minBytes: 4 * 1_048_576,
  maxWaitTimeInMs: 200,
});
const clickhouse = new URL(process.env['BARE_CLICKHOUSE_URL'] ?? '');
const authorization = `Basic ${Buffer.from(`${clickhouse.username}:${clickhouse.password}`).toString('base64')}`;
const insertUrl = new URL(clickhouse.origin);
insertUrl.searchParams.set('database', clickhouse.pathname.slice(1));
insertUrl.searchParams.set('input_format_skip_unknown_fields', '1');
insertUrl.searchParams.set('date_time_input_format', 'best_effort');
insertUrl.searchParams.set('query', 'INSERT INTO bare_activity FORMAT JSONEachRow');

const ROWS_AN_INSERT = 10_000;
const WAIT_MS = 400;
let rows: Buffer[] = [];
let firstAt = 0;

await consumer.connect();
await consumer.subscribe({ topic: process.env['BARE_TOPIC'] ?? '', fromBeginning: true });
await consumer.run({
  autoCommit: false,
  eachBatch: async ({ batch }) => {
    if (rows.length === 0) firstAt = Date.now();
    for (const message of batch.messages) if (message.value !== null) rows.push(message.value);
    if (rows.length >= ROWS_AN_INSERT) await flush();
  },
});
for (;;) {
  await delay(20);
  if (rows.length > 0 && Date.now() - firstAt >= WAIT_MS) await flush();
}

async function flush(): Promise<void> {
  const taken = rows;
  rows = [];
  const response = await fetch(insertUrl, {
    method: 'POST',
    body: Buffer.concat(taken.flatMap((row) => [row, Buffer.from('\n')])),
    headers: { authorization },
  });
  if (!response.ok) throw new Error(await response.text());
  await response.arrayBuffer();
}
