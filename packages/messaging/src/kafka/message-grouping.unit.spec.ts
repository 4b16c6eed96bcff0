import fc from 'fast-check';
import { expect, it } from 'vitest';
import { groupAsKafkajs, groupInOnePass } from './message-grouping.ts';

it('puts messages where kafkajs puts them', () => {
  const messages = fc.array(fc.record({ partition: fc.nat(30), value: fc.string() }), { maxLength: 200 });
  fc.assert(
    fc.property(messages, fc.nat(2), (given, partitions) => {
      const toGroup = {
        topic: 't',
        partitionMetadata: Array.from({ length: partitions }, () => ({})),
        messages: given,
        partitioner: ({ message }: { message: { partition: number } }) => message.partition,
      };
      expect(structuredClone(groupInOnePass(toGroup))).toEqual(groupAsKafkajs(toGroup));
    }),
  );
});
