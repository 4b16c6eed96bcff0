import { describe, expect, it } from 'vitest';
import { acquireClickHouse, acquireKafka, acquirePostgres } from './index.ts';
import postgres from 'postgres';

describe('the engines of a run are real', () => {
  it('gives each spec a PostgreSQL database of its own', async () => {
    const { createDatabase } = await acquirePostgres();
    const database = await createDatabase();
    const sql = postgres(database.url, { max: 1 });
    const [row] =
      await sql`select current_database() as name, current_setting('server_version_num')::int as version`;
    await sql.end();
    await database.drop();
    expect(row?.['name']).toBe(database.name);
    expect(row?.['version']).toBeGreaterThanOrEqual(180_000);
  });

  it('gives each spec a ClickHouse database of its own, behind a password', async () => {
    const { url, createDatabase } = await acquireClickHouse();
    const database = await createDatabase();
    const withoutPassword = await fetch(`${new URL(url).origin}/?query=select%201&user=copse`);
    await database.drop();
    expect(withoutPassword.status).toBe(403);
  });

  it('names the brokers of Kafka and a topic prefix of its own', async () => {
    const kafka = await acquireKafka();
    expect(kafka.brokers.length).toBeGreaterThan(0);
    expect(kafka.createTopicPrefix()).not.toBe(kafka.createTopicPrefix());
  });
});
