// `npm run docs:indicators -w @copse/analytics`: writes docs/indicators.md; with --check it only says whether
// the page still matches the definitions, and fails where it does not.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { renderCataloguePage } from './catalogue-page.ts';

const path = resolve(import.meta.dirname, '../../../../docs/indicators.md');
const page = renderCataloguePage();

if (!process.argv.includes('--check')) {
  writeFileSync(path, page);
  process.stdout.write(`wrote ${path}\n`);
} else if (readPage() !== page) {
  process.stderr.write(
    `${path} does not match the definitions; run: npm run docs:indicators -w @copse/analytics\n`,
  );
  process.exitCode = 1;
}

function readPage(): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
