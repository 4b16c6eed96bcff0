// What was opened is closed in the opposite order, each thing once, whatever the others do: also when a
// start fails halfway.

export interface Releases {
  /** Remembers how to close something; the last remembered is closed first. */
  add(name: string, release: () => Promise<void> | void): void;
  /** Closes everything; reports what could not be closed and goes on. */
  run(onError: (name: string, error: unknown) => void): Promise<void>;
}

export function createReleases(): Releases {
  const pending: { name: string; release: () => Promise<void> | void }[] = [];
  return {
    add: (name, release) => {
      pending.push({ name, release });
    },
    async run(onError) {
      for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        try {
          await next.release();
        } catch (error) {
          onError(next.name, error);
        }
      }
    },
  };
}
