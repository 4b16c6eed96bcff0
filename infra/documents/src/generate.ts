// `npm run documents`: writes the generated documents; with --check it fails where one has drifted.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { generateAsyncApi } from './asyncapi.ts';

const root = join(import.meta.dirname, '../../..');
const documents: ReadonlyMap<string, () => Promise<string> | string> = new Map([
  ['docs/asyncapi.json', generateAsyncApi],
]);

const checking = process.argv.includes('--check');
const drifted: string[] = [];
for (const [path, generate] of documents) {
  const file = join(root, path);
  const text = await generate();
  if (readExisting(file) === text) continue;
  drifted.push(relative(root, file));
  if (checking) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
console.log(drifted.length === 0 ? 'every document is up to date' : `${checking ? 'drifted' : 'written'}: ${drifted.join(', ')}`);
if (checking && drifted.length > 0) {
  console.error('to mend: npm run documents');
  process.exitCode = 1;
}

function readExisting(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
