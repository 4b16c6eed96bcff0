// What a figure was measured on.
import { cpus, totalmem } from 'node:os';

/** Cores, their model and memory, such as `2 × Some CPU, 24 GiB`. */
export function describeMachine(): string {
  return `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
}
