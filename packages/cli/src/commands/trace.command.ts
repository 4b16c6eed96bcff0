// `copse trace`: where an activity has got to, station by station.
import type { ActivityTrace } from '@copse/client';
import type { Command } from 'commander';
import { FoundFaultsError } from '../exit-code.ts';
import { connectToServer } from '../server-address.ts';
import { readGlobalOptions } from './global-options.ts';

type ProjectedActivity = Readonly<Record<string, unknown>> | null;

export function addTraceCommand(program: Command): void {
  program
    .command('trace')
    .description(
      'say where an activity is: log, topic, ClickHouse, dead letters; exit code 1 where it never arrived',
    )
    .argument('<source>', 'the source it was posted with')
    .argument('<id>', 'its id in that source')
    .action(async (source: string, id: string, _options: unknown, command: Command) => {
      const { server, output } = readGlobalOptions(command);
      const client = connectToServer(server);
      const trace = await client.traceActivity(source, id);
      const projected = await client.findProjectedActivity(trace.activityRef);
      output.result({ ...trace, projected }, describeTrace(trace, projected));
      if (trace.log === null) throw new FoundFaultsError('the activity never arrived');
    });
}

/** One line a station. */
function describeTrace(trace: ActivityTrace, projected: ProjectedActivity): string {
  return [
    `activity      ${trace.activityRef}`,
    `log           ${describeLog(trace.log)}`,
    `topic         ${describeTopic(trace.topic)}`,
    `ClickHouse    ${describeProjection(projected)}`,
    ...describeDeadLetters(trace.deadLetters),
  ].join('\n');
}

function describeLog(log: ActivityTrace['log']): string {
  if (log === null)
    return 'not there: it was never acknowledged under this source and id (or another tenant’s key sent it)';
  return `event ${log.eventId}, recorded ${log.recordedAt}, ${log.relayed ? 'relayed' : 'not relayed yet'}`;
}

function describeTopic(topic: ActivityTrace['topic']): string {
  if (!topic.reachable) return `unknown: ${topic.detail ?? 'the bus does not answer'}`;
  if (topic.records.length === 0) return `not in ${topic.name} (not relayed yet, or past its retention)`;
  return topic.records
    .map(({ partition, offset, at }) => `${topic.name}[${partition}]@${offset} at ${at}`)
    .join(', ');
}

function describeProjection(projected: ProjectedActivity): string {
  if (projected === null) return 'not there yet';
  const where = `community ${String(projected['community'])}`;
  return projected['communityRegistered'] === false
    ? `there, but ${where} is not registered: its figures appear once it is`
    : `there, in ${where}`;
}

function describeDeadLetters(found: ActivityTrace['deadLetters']): string[] {
  if (!found.reachable) return [`dead letters  unknown: ${found.detail ?? 'the bus does not answer'}`];
  if (found.letters.length === 0) return ['dead letters  none'];
  return found.letters.map(
    ({ group, step, code, reason, at }) => `dead letter   ${group}, ${step}: ${code}, ${reason} (${at})`,
  );
}
