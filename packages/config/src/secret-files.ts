// Secrets as files (`NAME_FILE`), the way Docker, Kubernetes and systemd hand them over.
import { readFileSync, statSync } from 'node:fs';
import type { ConfigFault } from './config-error.ts';

const FILE_BYTES_MAX = 65_536;

/** Variables with the contents of `NAME_FILE` in the place of `NAME`, and what went wrong on the way. */
export interface ResolvedVariables {
  readonly values: Record<string, string>;
  readonly faults: ConfigFault[];
}

/** Picks the named variables out of an environment; an empty variable counts as absent. */
export function resolveVariables(
  names: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ResolvedVariables {
  const values: Record<string, string> = {};
  const faults: ConfigFault[] = [];
  for (const name of names) {
    const direct = environment[name] ?? '';
    const file = environment[`${name}_FILE`] ?? '';
    if (direct !== '' && file !== '') {
      faults.push({ variable: name, problem: `is set twice, also as ${name}_FILE; keep one of the two` });
    } else if (file !== '') {
      const read = readSecretFile(file);
      if ('problem' in read) faults.push({ variable: `${name}_FILE`, problem: read.problem });
      else values[name] = read.text;
    } else if (direct !== '') {
      values[name] = direct;
    }
  }
  return { values, faults };
}

function readSecretFile(path: string): { text: string } | { problem: string } {
  try {
    const { size } = statSync(path);
    if (size > FILE_BYTES_MAX)
      return { problem: `names ${path}, which has ${size} bytes; a secret has a few` };
    const text = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    return text === '' ? { problem: `names ${path}, which is empty; write the secret into it` } : { text };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const why =
      code === 'ENOENT' ? 'does not exist' : code === 'EACCES' ? 'may not be read' : 'cannot be read';
    return { problem: `names ${path}, which ${why}; mount the secret or correct the path` };
  }
}
