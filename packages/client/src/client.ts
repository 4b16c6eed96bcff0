// Everything an app or a command asks of a Copse server, typed.
import { createAccessCalls, type AccessCalls } from './access-calls.ts';
import { createActivityCalls, type ActivityCalls } from './activity-calls.ts';
import { createAnalyticsCalls, type AnalyticsCalls } from './analytics-calls.ts';
import { createMembershipCalls, type MembershipCalls } from './membership-calls.ts';
import { createStoryCalls, type StoryCalls } from './story-calls.ts';
import { createTransport, type TransportOptions } from './transport.ts';

export type CopseClient = ActivityCalls & MembershipCalls & StoryCalls & AnalyticsCalls & AccessCalls;

/** A client of one server under one key. It holds no connection that must be closed. */
export function createCopseClient(options: TransportOptions): CopseClient {
  const transport = createTransport(options);
  return {
    ...createActivityCalls(transport),
    ...createMembershipCalls(transport),
    ...createStoryCalls(transport),
    ...createAnalyticsCalls(transport),
    ...createAccessCalls(transport),
  };
}
