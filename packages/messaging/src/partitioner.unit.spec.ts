// Keys go where Kafka's Java client puts them.
import { describe, expect, it } from 'vitest';
import { hashMurmur2, partitionOf } from './partitioner.ts';

describe('murmur2', () => {
  // From Kafka's own UtilsTest.testMurmur2.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ])('of %s is the published %i', (text, hash) => {
    expect(hashMurmur2(Buffer.from(text))).toBe(hash);
  });

  it('gives a partition that is there, also for a negative hash', () => {
    // (-790332482 & 0x7fffffff) = 1357151166; modulo 24 that is 6.
    expect(partitionOf(Buffer.from('foobar'), 24)).toBe(6);
    expect(partitionOf(Buffer.from('foobar'), 1)).toBe(0);
  });
});
