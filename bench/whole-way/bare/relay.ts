// The bare pipeline, second process: reads the table by position and produces to Kafka.
import { setTimeout as delay } from 'node:timers/promises';
import { Kafka, Partitioners, logLevel } from 'kafkajs';
import postgres from 'postgres';

const sql = postgres(process.env['BARE_POSTGRES_URL'] ?? '', { max: 1, onnotice: () => {} });
const kafka = new Kafka({ brokers: [process.env['BARE_KAFKA_BROKER'] ?? ''], logLevel: logLevel.ERROR });
const producer = kafka.producer({
  idempotent: true,
  maxInFlightRequests: 1,
  createPartitioner: Partitioners.DefaultPartitioner,
});
await producer.connect();
const topic = process.env['BARE_TOPIC'] ?? '';
const ROWS_A_READ = 2000;
const IDLE_WAIT_MS = 25;
let position = '0';

for (;;) {
  const rows = await sql<{ pos: string; stream: string; value: string }[]>`
    select pos::text, stream, data::text as value from bare_event
    where pos > ${position}::bigint order by bare_event.pos limit ${ROWS_A_READ}`;
  const last = rows.at(-1);
  if (last !== undefined) {
    const messages = rows.map((row) => ({ key: row.stream, value: row.value }));
    await producer.send({ topic, acks: -1, messages });
    position = last.pos;
  }
  if (rows.length < ROWS_A_READ / 4) await delay(IDLE_WAIT_MS);
}
