// The options every command has, as they were given before or after its name.
import type { Command } from 'commander';
import { createOutput, type Output } from '../output.ts';
import type { ServerOptions } from '../server-address.ts';

/** The server a command was told to talk to, and where its words go. */
export function readGlobalOptions(command: Command): { server: ServerOptions; output: Output } {
  const { json, url, key } = command.optsWithGlobals<{ json: boolean; url?: string; key?: string }>();
  const server = { ...(url === undefined ? {} : { url }), ...(key === undefined ? {} : { key }) };
  return { server, output: createOutput(json) };
}
