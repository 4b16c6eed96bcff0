// A topic that is there and otherwise than the manifest declares it. Partitions and compaction are never changed.
import type { TopicDeclaration } from '@copse/contracts';

type TopicShape = Pick<TopicDeclaration, 'partitions' | 'compacted'>;

/** Says what differs and what to do; null where nothing does or the topic is not there. `topic` is its name and place. */
export function describeMismatch(
  topic: string,
  declared: TopicShape,
  found: TopicShape | undefined,
): string | null {
  if (found === undefined) return null;
  if (found.partitions === declared.partitions && found.compacted === declared.compacted) return null;
  return (
    `topic ${topic} has ${describeShape(found)}, but ${describeShape(declared)} are declared; ` +
    'changing it would break the order of keys: declare what is there, or replay into a new topic'
  );
}

function describeShape({ partitions, compacted }: TopicShape): string {
  return `${partitions} partitions${compacted ? ', compacted' : ''}`;
}
