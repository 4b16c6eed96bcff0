#!/usr/bin/env node
// Finds the pinned Node and runs the command with it: hosts may carry an older one, which strips no types.
// Plain JavaScript, since the host's Node reads this file. The command ends when this process does: it
// watches the channel between the two.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = join(dirname(fileURLToPath(import.meta.url)), '../src/main.ts');

// Node 24 doubles its memory without it.
const flags = ['--max-semi-space-size=16'];
const child = spawn(findNode(), [...flags, main, ...process.argv.slice(2)], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  // Two sessions of chDB read while one writes; files and names need threads beside them.
  env: { UV_THREADPOOL_SIZE: '8', ...process.env },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  // Ctrl-C reaches the child by itself; a signal for this process alone is handed on.
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on('error', (error) => {
  console.error(`copse could not start Node: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));

/** The Node of the npm package `node`, a dependency of this one. */
function findNode() {
  try {
    const node = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node');
    const file = process.platform === 'win32' ? `${node}.exe` : node;
    if (existsSync(file)) return file;
  } catch {
    // Said below.
  }
  console.error(
    'copse needs its own Node, the npm package "node", and it is not installed: run "npm ci" (with install scripts allowed)',
  );
  process.exit(1);
}
