// What the HTTP edge knows of a request besides what Fastify says: who asks, and which trace it belongs to.
import type { Scope } from '@copse/contracts';

/** Who asks, as the credential says and nothing else. */
export interface Caller {
  readonly tenant: string;
  readonly keyId: string;
  readonly scopes: ReadonlySet<Scope>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard of packages/access before a handler runs; null on public routes. */
    caller: Caller | null;
    /** The span of this request: of the caller's trace where it sent one, else of a new one. */
    traceparent: string;
    /** Of a body of rows: whether `findHiddenFault` may find something in one; see `registerJsonRowsBody`. */
    bodyMayHide: boolean;
  }
  interface FastifyContextConfig {
    /** The scope a caller needs. */
    scope?: Scope;
    /** Whether anybody may ask. A route has this or a scope. */
    public?: boolean;
  }
}
