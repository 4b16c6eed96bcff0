// AsyncAPI 3 for the topics, from the contracts: one channel a topic, one message a public event.
import {
  ACCESS_EVENTS,
  ACTIVITY_EVENTS,
  DEAD_LETTER_TOPIC,
  DeadLetter,
  EnvelopeAttributes,
  IDENTITY_EVENTS,
  MEMBERSHIP_EVENTS,
  TOPICS,
  VALUE_EVENTS,
  WatermarkMarker,
} from '@copse/contracts';

type JsonObject = Readonly<Record<string, unknown>>;

const EVENTS_OF_TOPIC: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  'copse.membership': MEMBERSHIP_EVENTS,
  'copse.activity': ACTIVITY_EVENTS,
  'copse.identity': IDENTITY_EVENTS,
  'copse.value': VALUE_EVENTS,
  'copse.access': ACCESS_EVENTS,
};

/** The AsyncAPI document as JSON text, the same for the same contracts. */
export function generateAsyncApi(): string {
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Copse topics',
      version: '1.0.0',
      description:
        'Public events of Copse: CloudEvents 1.0, structured mode, JSON. The record key is "tenant/stream"; a ' +
        'stream keeps its order. Delivery is at least once: deduplicate by id. Events carry no personal data.',
    },
    defaultContentType: 'application/cloudevents+json',
    channels: Object.fromEntries(
      TOPICS.map((topic) => [channelName(topic.name), describeChannel(topic.name)]),
    ),
    operations: Object.fromEntries(
      TOPICS.map((topic) => [
        `receive-${channelName(topic.name)}`,
        {
          action: 'receive',
          channel: { $ref: `#/channels/${channelName(topic.name)}` },
          summary: topic.purpose,
        },
      ]),
    ),
    components: { messages: describeMessages(), schemas: { Envelope: toJson(EnvelopeAttributes) } },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function describeChannel(topicName: string): JsonObject {
  const topic = TOPICS.find((candidate) => candidate.name === topicName);
  return {
    address: topicName,
    description: `${topic?.purpose}. Owner: ${topic?.owner}. Partitions: ${topic?.partitions}.`,
    messages: Object.fromEntries(
      messageNames(topicName).map((name) => [name, { $ref: `#/components/messages/${name}` }]),
    ),
    bindings: {
      kafka: {
        topic: topicName,
        partitions: topic?.partitions,
        topicConfiguration: {
          'cleanup.policy': [topic?.compacted === true ? 'compact' : 'delete'],
          ...(topic?.retentionMs === null ? {} : { 'retention.ms': topic?.retentionMs }),
          ...(topic?.retentionBytes === null ? {} : { 'retention.bytes': topic?.retentionBytes }),
        },
        bindingVersion: '0.5.0',
      },
    },
  };
}

function messageNames(topicName: string): string[] {
  if (topicName === DEAD_LETTER_TOPIC) return ['dead-letter'];
  const events = Object.keys(EVENTS_OF_TOPIC[topicName] ?? {}).map(channelName);
  const carriesWatermarks = TOPICS.some((topic) => topic.name === topicName && topic.watermarks);
  return carriesWatermarks ? [...events, 'watermark'] : events;
}

function describeMessages(): JsonObject {
  const events = Object.values(EVENTS_OF_TOPIC).flatMap((types) => Object.entries(types));
  const messages = events.map(([type, schema]) => [
    channelName(type),
    {
      name: type,
      title: type,
      contentType: 'application/cloudevents+json',
      payload: {
        allOf: [
          { $ref: '#/components/schemas/Envelope' },
          { type: 'object', required: ['data'], properties: { type: { const: type }, data: toJson(schema) } },
        ],
      },
    },
  ]);
  return {
    ...Object.fromEntries(messages),
    watermark: {
      name: 'watermark',
      title: 'Everything recorded before "at" has been sent to this partition',
      contentType: 'application/json',
      payload: toJson(WatermarkMarker),
    },
    'dead-letter': {
      name: 'dead-letter',
      title: 'A record a consumer could not take in',
      contentType: 'application/json',
      payload: toJson(DeadLetter),
    },
  };
}

/** AsyncAPI keys allow neither dots nor slashes everywhere; a hyphen stands for both. */
function channelName(name: string): string {
  return name.replaceAll(/[./]/g, '-');
}

function toJson(schema: object): JsonObject {
  return JSON.parse(JSON.stringify(schema)) as JsonObject;
}
