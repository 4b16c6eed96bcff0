// How an import runs, whatever it brings in.
import type { CopseClient } from '@copse/client';
import type { JournalPlace } from './journal.ts';
import type { ProgressReporter } from './progress.ts';

/** The most activities the server takes in one request. */
export const ROWS_PER_REQUEST_MAX = 1000;

export interface ImportSettings {
  readonly client: CopseClient;
  /** What tells the server it goes to from another. */
  readonly destination: Readonly<Record<string, string>>;
  readonly rowsPerRequest: number;
  readonly journalPlace: JournalPlace;
  /** How long to wait until the figures hold it; 0 does not wait. */
  readonly waitMs: number;
  readonly reporter: ProgressReporter;
}
