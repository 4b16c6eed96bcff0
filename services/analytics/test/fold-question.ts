// What the oracle is asked, and the neighbours of a span that is taken as one.
import type { FrameworkVersion } from '@copse/contracts';
import type { Grain, Period } from '../src/indicators/windows.ts';

export interface FoldQuestion {
  readonly tenant: string;
  readonly community: string;
  readonly span: Period;
  readonly grain: Grain;
  readonly timeZone: string;
  readonly framework: FrameworkVersion;
  readonly dataAsOfMs: number | null;
  readonly retentionPeriods: number;
}

/** A window with the periods E9 and E10 look at. */
export interface FoldSpan extends Period {
  readonly previous: Period;
  readonly later: Period;
}

/** The span `count` lengths later on the local clock. Right for spans that begin and end at local times that exist once. */
export function findBound(span: Period, count: number, timeZone: string): Period {
  const from = localAsUtc(span.fromMs, timeZone);
  const to = localAsUtc(span.toMs, timeZone);
  const shift = count * (to - from);
  return { fromMs: utcOfLocal(from + shift, timeZone), toMs: utcOfLocal(to + shift, timeZone) };
}

/** The local clock's reading, written as if it were UTC. */
function localAsUtc(instantMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instantMs);
  const read = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  const seconds = Date.UTC(
    read('year'),
    read('month') - 1,
    read('day'),
    read('hour'),
    read('minute'),
    read('second'),
  );
  return seconds + (((instantMs % 1000) + 1000) % 1000);
}

function utcOfLocal(localMs: number, timeZone: string): number {
  for (let offset = -15 * 3_600_000; offset <= 15 * 3_600_000; offset += 900_000)
    if (localAsUtc(localMs - offset, timeZone) === localMs) return localMs - offset;
  throw new Error(`no instant in ${timeZone} has this local time`);
}
