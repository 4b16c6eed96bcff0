// `copse doctor`: what is wrong here, and what to do about it.
import type { Command } from 'commander';
import { FoundFaultsError } from '../exit-code.ts';
import { DEFAULT_FOLDER, DEFAULT_URL } from '../server-address.ts';
import { readGlobalOptions } from './global-options.ts';
import { parsePort } from './start.command.ts';

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('look for faults of configuration and engines; exit code 1 where there are any')
    .option('--data <dir>', 'data folder of the standalone server', DEFAULT_FOLDER)
    .option('--port <number>', 'port of the standalone server', parsePort, 4000)
    .option(
      '--distributed',
      'check a distributed installation: its configuration, engines and services; the default where the environment names any',
    )
    .action(async (options: { data: string; port: number; distributed?: boolean }, command: Command) => {
      const { output, server } = readGlobalOptions(command);
      const { checkDistributed, isDistributed } = await import('../doctor/check-distributed.ts');
      const { checkNode, checkStandalone } = await import('../doctor/check-standalone.ts');
      const { describeFindings } = await import('../doctor/finding.ts');
      const url = server.url ?? process.env['COPSE_URL'] ?? DEFAULT_URL;
      const isAsked = options.distributed === true || isDistributed(process.env);
      const findings = [
        checkNode(),
        ...(isAsked
          ? await checkDistributed(process.env)
          : await checkStandalone({ folder: options.data, port: options.port, url })),
      ];
      output.result({ findings }, describeFindings(findings));
      if (findings.some((finding) => finding.status === 'fault'))
        throw new FoundFaultsError('faults were found');
    });
}
