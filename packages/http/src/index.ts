// The HTTP edge every service shares.
export type { Caller } from './caller.ts';
export { cutPage, type Page } from './cursor.ts';
export { sendProblem, toProblem } from './error-handler.ts';
export { IfMatchHeaders, changedSince, etagOf, requireIfMatch } from './etag.ts';
export { createHttpApp, type HttpAppOptions } from './http-app.ts';
export type { RateLimitOptions } from './limits.ts';
export { PortUnavailableError, explainListenError, requireFreePort } from './listening-port.ts';
export { CursorInput, NextCursor, PageQuery, pageOf, readCursor, readLimit } from './paging.ts';
export {
  PROBLEM_MEDIA_TYPE,
  Problem,
  ProblemDetails,
  RequestFault,
  problem,
  type ProblemInput,
} from './problem.ts';
export { problemResponses } from './problem-responses.ts';
export { runHttpProcess, type ProcessParts } from './run-http-process.ts';
export type { DependencyHealth, ServiceModule } from './service-module.ts';
export { registerJsonRowsBody } from './json-body.ts';
export { findHiddenFault, parseStrictJson, type HiddenFault } from './strict-json.ts';
export { summariseFaults } from './request-faults.ts';
export { compileBodyCheck } from './validation.ts';
