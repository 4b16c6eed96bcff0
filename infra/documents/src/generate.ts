// `npm run documents`: writes the generated documents; with --check it fails where one has drifted.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { generateAsyncApi } from './asyncapi.ts';
import { generateOpenApi } from './openapi.ts';

const root = join(import.meta.dirname, '../../..');
const openApi = await generateOpenApi();
const documents = new Map([
  ['docs/asyncapi.json', generateAsyncApi()],
  ...[...openApi].map(([service, text]) => [`docs/openapi/${service}.json`, text] as const),
]);

const checking = process.argv.includes('--check');
const drifted: string[] = [];
for (const [path, text] of documents) {
  const file = join(root, path);
  if (readExisting(file) === text) continue;
  drifted.push(relative(root, file));
  if (checking) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
console.log(
  drifted.length === 0
    ? 'every document is up to date'
    : `${checking ? 'drifted' : 'written'}: ${drifted.join(', ')}`,
);
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
