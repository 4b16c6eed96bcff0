// Exit codes and the last words of a command that failed: 0 done, 1 failed, 2 called in a wrong way.
import { ConfigError } from '@copse/config';
import { redactText } from '@copse/observability';
import { CommanderError } from 'commander';
import { UsageError } from './usage-error.ts';

/** A command that did its work and found something wrong; it has said so already. */
export class FoundFaultsError extends Error {
  override readonly name = 'FoundFaultsError';
}

/** The exit code of an error. Commander's own messages (help, version) count as done. */
export function exitCodeOf(error: unknown): 0 | 1 | 2 {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return error instanceof UsageError || error instanceof ConfigError ? 2 : 1;
}

/** Says what went wrong, without a secret; nothing where it was said already. */
export function describeFailure(error: unknown, json: boolean): string | null {
  if (error instanceof CommanderError || error instanceof FoundFaultsError) return null;
  const message = redactText(error instanceof Error ? error.message : String(error));
  const name = error instanceof Error ? error.name : 'Error';
  return json ? JSON.stringify({ error: { name, message } }) : `copse: ${message}`;
}
