// An import that could not go on: what stopped it, how far it is, and that nothing has to be done twice.

/** Rejects a phase. What is in stays in; the journal stands for the next run. */
export class ImportStoppedError extends Error {
  override readonly name = 'ImportStoppedError';

  constructor(cause: unknown, phase: { readonly name: string; readonly total: number }, rowsDone: number) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `${reason}\n${rowsDone} of ${phase.total} rows of ${phase.name} are in; once that is mended, the same command goes on there`,
      { cause },
    );
  }
}
