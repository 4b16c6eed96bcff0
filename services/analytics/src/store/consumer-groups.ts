// The consumer groups of analytics. A group's name is where its progress is kept: it never changes.
import { DEAD_LETTER_TOPIC, TOPIC_OF_CONTEXT } from '@copse/contracts';

/** Takes facts into the tables. */
export const PROJECTOR_GROUP = 'analytics-projector';
/** Keeps the copy of keys. */
export const ACCESS_GROUP = 'analytics-access';
/** Lists dead letters. */
export const DEAD_LETTER_GROUP = 'analytics-dead-letters';

/** The topics facts come from. */
export const FACT_TOPICS = [
  TOPIC_OF_CONTEXT.activity,
  TOPIC_OF_CONTEXT.membership,
  TOPIC_OF_CONTEXT.value,
] as const;

/** Each group and what it reads. */
export const GROUPS = [
  { group: PROJECTOR_GROUP, topics: FACT_TOPICS },
  { group: ACCESS_GROUP, topics: [TOPIC_OF_CONTEXT.access] },
  { group: DEAD_LETTER_GROUP, topics: [DEAD_LETTER_TOPIC] },
] as const;
