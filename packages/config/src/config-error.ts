// What is wrong with a configuration: everything at once, so that nobody starts a service five times.

/** One fault: the variable, and what is wrong with it as the rest of a sentence. */
export interface ConfigFault {
  readonly variable: string;
  readonly problem: string;
  readonly example?: string;
}

/** The configuration cannot be used. Its message lists every fault; values of secrets are not in it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly ConfigFault[];
  constructor(faults: readonly ConfigFault[]) {
    super(describeFaults(faults));
    this.faults = faults;
  }
}

function describeFaults(faults: readonly ConfigFault[]): string {
  const lines = faults.map(({ variable, problem, example }) => {
    const hint = example === undefined ? '' : ` (example: ${example})`;
    return `  ${variable} ${problem}${hint}`;
  });
  const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`;
  return [`the configuration has ${count}:`, ...lines].join('\n');
}
