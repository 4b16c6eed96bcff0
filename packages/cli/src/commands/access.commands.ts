// `copse keys` and `copse tenants`: through the administrative API of a running server.
import { SCOPES, type Scope } from '@copse/contracts';
import { InvalidArgumentError, type Command } from 'commander';
import Table from 'cli-table3';
import { connectToServer } from '../server-address.ts';
import { readGlobalOptions } from './global-options.ts';

interface KeyOptions {
  readonly tenant?: string;
}

export function addAccessCommands(program: Command): void {
  const keys = program.command('keys').description('API keys');
  addKeyCreate(keys);
  addKeyList(keys);
  addKeyRevoke(keys);
  program
    .command('tenants')
    .description('tenants')
    .command('create')
    .description('register a tenant; its keys are made with "copse keys create --tenant"')
    .argument('<tenantId>', 'a slug')
    .argument('<name>')
    .action(async (tenantId: string, name: string, _options: unknown, command: Command) => {
      const { server, output } = readGlobalOptions(command);
      await connectToServer(server).createTenant({ tenantId, name });
      output.result({ tenantId, name }, `tenant ${tenantId} is registered`);
    });
}

function addKeyCreate(keys: Command): void {
  keys
    .command('create')
    .description('issue a key; its text is shown this once')
    .requiredOption('--label <label>', 'what it is for')
    .requiredOption('--scopes <scopes>', `comma-separated, of: ${SCOPES.join(', ')}`, parseScopes)
    .option('--expires <instant>', 'RFC 3339; never unless given')
    .option('--tenant <tenantId>', 'another tenant than your own (needs the scope operator)')
    .action(
      async (
        options: KeyOptions & { label: string; scopes: Scope[]; expires?: string },
        command: Command,
      ) => {
        const { server, output } = readGlobalOptions(command);
        const issued = await connectToServer(server).createKey({
          label: options.label,
          scopes: options.scopes,
          ...(options.expires === undefined ? {} : { expiresAt: options.expires }),
          ...(options.tenant === undefined ? {} : { tenantId: options.tenant }),
        });
        output.result(issued, issued.key ?? '');
        if (!output.json)
          output.note(
            `key ${issued.keyId} of tenant ${issued.tenantId}; keep its text, it is shown this once`,
          );
      },
    );
}

function addKeyList(keys: Command): void {
  keys
    .command('list')
    .description('list keys, revoked ones included; their texts are stored nowhere')
    .option('--tenant <tenantId>', 'another tenant than your own (needs the scope operator)')
    .action(async (options: KeyOptions, command: Command) => {
      const { server, output } = readGlobalOptions(command);
      const found = await connectToServer(server).listKeys(options.tenant);
      const table = new Table({
        head: ['key', 'label', 'status', 'expires', 'scopes'],
        style: { head: [], border: [] },
      });
      for (const key of found) {
        table.push([key.keyId, key.label, key.status, key.expiresAt ?? 'never', key.scopes.join(' ')]);
      }
      output.result(found, table.toString());
    });
}

function addKeyRevoke(keys: Command): void {
  keys
    .command('revoke')
    .description('revoke a key; services refuse it within seconds')
    .argument('<keyId>', 'the 16 digits after "copse_"')
    .option('--tenant <tenantId>', 'another tenant than your own (needs the scope operator)')
    .action(async (keyId: string, options: KeyOptions, command: Command) => {
      const { server, output } = readGlobalOptions(command);
      await connectToServer(server).revokeKey(keyId, options.tenant);
      output.result({ keyId, status: 'revoked' }, `key ${keyId} is revoked`);
    });
}

function parseScopes(text: string): Scope[] {
  const named = text.split(',').map((scope) => scope.trim());
  const unknown = named.filter((scope) => !SCOPES.some((known) => known === scope));
  if (unknown.length > 0)
    throw new InvalidArgumentError(
      `no scope is called ${unknown.join(', ')}; there are ${SCOPES.join(', ')}`,
    );
  return named as Scope[];
}
