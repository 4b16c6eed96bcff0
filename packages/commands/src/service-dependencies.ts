// What a service that keeps a log is composed over, by its own main, standalone and tests alike.
import type { AccessDirectory } from '@copse/access';
import type { Bus } from '@copse/messaging';
import type { Logger, Metrics } from '@copse/observability';
import type { PostgresConnection } from '@copse/postgres';

export interface ServiceDependencies<Role extends string> {
  /** The service's database, as its role. */
  readonly connection: PostgresConnection;
  /** The database of identity keys: a pool of its own, since commands open keys within their transactions. */
  readonly keysConnection: PostgresConnection;
  readonly bus: Bus;
  /** Who may ask. Whoever made it starts and stops it. */
  readonly directory: AccessDirectory;
  /** 32 bytes. */
  readonly masterKey: Buffer;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Which parts run in this process; all unless said. */
  readonly roles?: readonly Role[];
  /** A part ended by itself: the process should exit and be restarted. */
  readonly onCrash?: (error: Error) => void;
}
