// What the doctor says of one thing: fine, or what is wrong and what to do about it.

export interface Finding {
  readonly what: string;
  readonly status: 'ok' | 'fault' | 'unknown';
  /** What was found; for a fault, what is wrong. */
  readonly detail: string;
  /** What to do; part of the detail where the engine's own message says it. */
  readonly remedy?: string;
}

/** A check that passed. */
export function ok(what: string, detail: string): Finding {
  return { what, status: 'ok', detail };
}

/** A check that failed. */
export function fault(what: string, detail: string, remedy?: string): Finding {
  return { what, status: 'fault', detail, ...(remedy === undefined ? {} : { remedy }) };
}

/** A check that could not be made, since something before it failed. */
export function unknown(what: string, detail: string): Finding {
  return { what, status: 'unknown', detail };
}

/** Runs a check; what it throws is the fault. */
export async function checkThat(what: string, check: () => Promise<string> | string): Promise<Finding> {
  try {
    return ok(what, await check());
  } catch (error) {
    return fault(what, error instanceof Error ? error.message : String(error));
  }
}

/** One line a finding, the remedy below it. */
export function describeFindings(findings: readonly Finding[]): string {
  const marks = { ok: 'ok     ', fault: 'FAULT  ', unknown: '?      ' };
  const lines = findings.flatMap(({ what, status, detail, remedy }) => [
    `${marks[status]} ${what}: ${detail}`,
    ...(remedy === undefined ? [] : [`         ${remedy}`]),
  ]);
  const faults = findings.filter((finding) => finding.status === 'fault').length;
  return [
    ...lines,
    faults === 0 ? 'no faults found' : `${faults} fault${faults === 1 ? '' : 's'} found`,
  ].join('\n');
}
