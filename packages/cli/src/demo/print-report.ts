// What a community's year looks like: its indicators and its value-creation matrix.
import type { CopseClient } from '@copse/client';
import type { FrameworkVersion } from '@copse/contracts';
import { formatIndicators, formatMatrix } from './report-tables.ts';

export interface ReportOptions {
  readonly client: CopseClient;
  readonly key: string;
  readonly name: string;
  /** Dates or instants, half-open. */
  readonly from: string;
  readonly to: string;
  readonly framework: FrameworkVersion;
}

/** Composes the report; the figures are asked for now. */
export async function composeReport(options: ReportOptions): Promise<string> {
  const { client, key, name, from, to, framework } = options;
  const [whole, quarters, matrix] = await Promise.all([
    client.readIndicators(key, { from, to, framework }),
    client.readIndicators(key, { from, to, framework, grain: 'quarter' }),
    client.readValueMatrix(key, { from, to, framework }),
  ]);
  const dataAsOf = whole.find((indicator) => indicator.dataAsOf !== null)?.dataAsOf ?? 'unknown';
  return [
    '',
    `━━ ${name} (${key}), ${from.slice(0, 10)} to ${to.slice(0, 10)}, data as of ${dataAsOf} ━━`,
    formatIndicators(whole, quarters),
    `value-creation matrix, framework of ${framework}`,
    formatMatrix(matrix),
  ].join('\n');
}
