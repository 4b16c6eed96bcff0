// A mapping file from disk: YAML (JSON is YAML), validated, each fault with its line.
import { readFileSync, statSync } from 'node:fs';
import Value from 'typebox/value';
import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { UsageError } from '../../usage-error.ts';
import { Mapping } from './mapping.ts';

/** Reads and validates. Throws UsageError with every fault and its line. */
export function readMapping(file: string): Mapping {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new UsageError(`there is no mapping file ${file}; examples are in packages/cli/mappings`);
  }
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines });
  const [syntaxError] = document.errors;
  if (syntaxError !== undefined) throw new UsageError(`${file}: ${syntaxError.message}`);
  const mapping: unknown = document.toJS();
  if (Value.Check(Mapping, mapping)) return mapping;
  const faults = new Map<string, string>();
  for (const error of Value.Errors(Mapping, mapping)) {
    const line = findLine(document, lines, error.instancePath);
    // The first error at a place is the plainest; what follows are the branches of a union.
    if (!faults.has(error.instancePath))
      faults.set(error.instancePath, `${file}:${line}: ${error.instancePath || '/'} ${error.message}`);
  }
  throw new UsageError(`the mapping cannot be used:\n${[...faults.values()].slice(0, 20).join('\n')}`);
}

/** The line of a JSON pointer, or of the nearest part above it that is there. */
function findLine(document: Document, lines: LineCounter, pointer: string): number {
  const path = pointer.split('/').slice(1);
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
