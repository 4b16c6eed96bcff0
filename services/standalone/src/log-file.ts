// The server's log in its data folder, so that the terminal shows only what a person waits for. A log past
// its bound is set aside at the start; one older log is kept.
import { createWriteStream, renameSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';

const LOG_BYTES_MAX = 50_000_000;

/** Opens `copse.log` in the folder for appending, readable by its owner only. */
export function openLogFile(folder: string): WriteStream {
  const file = join(folder, 'copse.log');
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes > LOG_BYTES_MAX) renameSync(file, `${file}.1`);
  return createWriteStream(file, { flags: 'a', mode: 0o600 });
}
