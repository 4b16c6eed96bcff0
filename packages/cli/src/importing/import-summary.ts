// What an import did, for people.
import { formatPairs } from '../output.ts';
import type { ImportReport } from './run-import.ts';

const REFUSALS_SHOWN = 20;

/** The counts, the refusals with their places, and how far the figures are. */
export function describeImport(report: ImportReport): string {
  const { total, refusals } = report;
  const sent = total.created + total.same + total.conflict + total.refused;
  const lines = [
    `${report.resumed ? 'continued and ' : ''}finished in ${report.seconds.toFixed(1)} s, ${sent} rows sent`,
    formatPairs([
      ['created', total.created],
      ['same (known already)', total.same],
      ['conflict (known otherwise)', total.conflict],
      ['refused', total.refused],
      ['left out', total.leftOut],
    ]),
    ...refusals
      .slice(0, REFUSALS_SHOWN)
      .map(({ place, id, status, reason }) => `${place}: ${id} ${status}: ${reason}`),
  ];
  const hidden = total.refused + total.conflict - Math.min(refusals.length, REFUSALS_SHOWN);
  if (hidden > 0) lines.push(`… and ${hidden} more (--json lists up to 1000)`);
  lines.push(
    report.dataAsOf === null
      ? 'the figures may not hold all of it yet; GET /v1/analytics/health says how far they are'
      : `the figures hold everything up to ${report.dataAsOf}`,
  );
  return lines.join('\n');
}
