// `copse migrate` and `copse topics ensure`: prepare the engines of a distributed installation, whose
// addresses are in the environment. A standalone server does both by itself.
import type { Command } from 'commander';
import { readGlobalOptions } from './global-options.ts';

export function addInstallationCommands(program: Command): void {
  program
    .command('migrate')
    .description(
      'bring the databases of a distributed installation up to date (addresses from the environment)',
    )
    .action(async (_options: unknown, command: Command) => {
      const { output } = readGlobalOptions(command);
      const { migrateInstallation } = await import('../installation/migrate.ts');
      const migrated = await migrateInstallation(process.env);
      const lines = migrated.map(({ database, applied }) =>
        applied.length === 0 ? `${database}: up to date` : `${database}: applied ${applied.join(', ')}`,
      );
      output.result(migrated, lines.join('\n'));
    });
  program
    .command('topics')
    .description('topics of a distributed installation')
    .command('ensure')
    .description('create the topics that are missing (KAFKA_BROKERS)')
    .action(async (_options: unknown, command: Command) => {
      const { output } = readGlobalOptions(command);
      const { ensureTopics } = await import('../installation/ensure-topics.ts');
      const created = await ensureTopics(process.env);
      output.result(
        { created },
        created.length === 0 ? 'every topic is there' : `created ${created.join(', ')}`,
      );
    });
}
