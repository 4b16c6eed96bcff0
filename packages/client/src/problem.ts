// Errors of the server (RFC 9457) and of the way to it, as one class a caller can branch on.

/** What a Copse server says about a refusal. */
export interface ProblemDetails {
  readonly type?: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code?: string;
  readonly errors?: readonly { readonly pointer: string; readonly code: string; readonly detail: string }[];
}

/** The server answered with a refusal. `message` says what and where. */
export class CopseProblemError extends Error {
  override readonly name = 'CopseProblemError';
  readonly status: number;
  readonly problem: ProblemDetails;

  constructor(method: string, url: string, problem: ProblemDetails) {
    super(`${method} ${url} answered ${problem.status}: ${describeProblem(problem)}`);
    this.status = problem.status;
    this.problem = problem;
  }
}

/** No answer: the server could not be reached, or did not answer in time, and every attempt was used. */
export class CopseUnreachableError extends Error {
  override readonly name = 'CopseUnreachableError';
}

/** A problem in one line: title, detail, and each pointer with what is wrong there. */
export function describeProblem(problem: ProblemDetails): string {
  const head = [problem.title, problem.detail].filter((part) => part !== undefined && part !== '').join(': ');
  const places = (problem.errors ?? []).map((error) => `${error.pointer || '/'} ${error.detail}`);
  return places.length === 0 ? head : `${head} (${places.join('; ')})`;
}

/** Reads a problem out of a response's text; a body that is none (a proxy's page) becomes one. */
export function parseProblem(status: number, text: string): ProblemDetails {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && 'title' in body) {
      return { ...(body as ProblemDetails), status };
    }
  } catch {
    // Not JSON: fall through to what can be said.
  }
  return { title: 'The answer is no problem document', status, detail: text.slice(0, 200) };
}
