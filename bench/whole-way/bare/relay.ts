// The bare pipeline, second process: reads the table in an order that loses nothing (by position alone it lost
// rows of transactions that committed late) and produces to Kafka.
import { setTimeout as delay } from 'node:timers/promises';
import { Kafka, Partitioners, logLevel } from 'kafkajs';
import postgres from 'postgres';

const sql = postgres(process.env['BARE_POSTGRES_URL'] ?? '', {
  max: 1,
  onnotice: () => {},
  // Planned on an empty table the read would sort the whole backlog each time.
  connection: { enable_seqscan: 'off', enable_bitmapscan: 'off', enable_sort: 'off' },
});
const kafka = new Kafka({ brokers: [process.env['BARE_KAFKA_BROKER'] ?? ''], logLevel: logLevel.ERROR });
const producer = kafka.producer({
  idempotent: true,
  maxInFlightRequests: 1,
  createPartitioner: Partitioners.DefaultPartitioner,
});
await producer.connect();
const topic = process.env['BARE_TOPIC'] ?? '';
const ROWS_A_READ = 2000;
/** As long as the measured side's relay waits when it has read all there is. */
const IDLE_WAIT_MS = 100;
let position = { xid: '0', pos: '0' };

for (;;) {
  const rows = await sql<{ xid: string; pos: string; stream: string; value: string }[]>`
    select xid::text, pos::text, stream, data::text as value from bare_event
    where (xid, pos) > (${position.xid}::text::xid8, ${position.pos}::text::bigint)
      and xid < pg_snapshot_xmin(pg_current_snapshot())
    order by bare_event.xid, bare_event.pos limit ${ROWS_A_READ}`;
  const last = rows.at(-1);
  if (last !== undefined) {
    const messages = rows.map((row) => ({ key: row.stream, value: row.value }));
    await producer.send({ topic, acks: -1, messages });
    position = { xid: last.xid, pos: last.pos };
  }
  if (rows.length < ROWS_A_READ) await delay(IDLE_WAIT_MS);
}
