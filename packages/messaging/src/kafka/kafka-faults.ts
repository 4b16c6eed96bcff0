// What can be wrong with Kafka, in words: what, where, what to do.
import { BusUnreachableError } from '../bus.ts';

/** The protocol's name of an error, looked for along its causes; empty where it has none. */
export function typeOfFault(error: unknown): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1) {
    if ('type' in at && typeof at.type === 'string') return at.type;
    if ('originalError' in at && at.originalError instanceof Error) return typeOfFault(at.originalError);
  }
  return '';
}

const STALE_TYPES = new Set([
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'REBALANCE_IN_PROGRESS',
  'FENCED_INSTANCE_ID',
]);

/** Whether a commit was refused because the group gave the partitions to somebody else. */
export function isStaleFault(error: unknown): boolean {
  return STALE_TYPES.has(typeOfFault(error));
}

function namesOf(error: unknown): string {
  const names: string[] = [];
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1)
    names.push(at.name);
  return names.join(' ');
}

/** The error of a bus whose Kafka gave `error`; `where` is its list of brokers. */
export function describeKafkaFault(error: unknown, where: string): Error {
  const type = typeOfFault(error);
  const reason = error instanceof Error ? error.message : String(error);
  const names = namesOf(error);
  const cause = { cause: error };
  if (/SASL|AUTHENTICATION|AUTHORIZATION/i.test(`${type} ${names}`))
    return new BusUnreachableError(
      `Kafka at ${where} does not let this program in: ${reason}; check the SASL user, its password and its rights`,
      cause,
    );
  if (/KafkaJSConnection|KafkaJSBrokerNotFound|KafkaJSNoBroker|KafkaJSRequestTimeout/.test(names))
    return new BusUnreachableError(
      `Kafka does not answer at ${where}: ${reason}; check that it runs there, that the address is the one it advertises, and whether it wants TLS`,
      cause,
    );
  return error instanceof Error ? error : new Error(reason);
}
