// Whatever members a group has, looking and acting in turn brings every partition one owner and nobody
// more than a fair share.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareWithFairShare, type HeldPartition, type LeaseRow } from './fair-share.ts';

const TOPIC = 't';

function rowsOf(owners: readonly (string | null)[]): LeaseRow[] {
  return owners.map((owner, partition) => ({ topic: TOPIC, partition, owner, epoch: '1' }));
}

function heldBy(memberId: string, owners: readonly (string | null)[]): HeldPartition[] {
  return owners.flatMap((owner, partition) =>
    owner === memberId ? [{ topic: TOPIC, partition, epoch: '1', committed: null }] : [],
  );
}

/** One look of one member, acted upon. */
function act(memberId: string, members: readonly string[], owners: (string | null)[]): void {
  const changes = compareWithFairShare({
    memberId,
    held: heldBy(memberId, owners),
    rows: rowsOf(owners),
    readers: members.map((member) => ({ memberId: member, topics: [TOPIC] })),
    topics: [TOPIC],
  });
  for (const { partition } of changes.surplus) owners[partition] = null;
  let room = changes.wanted.get(TOPIC) ?? 0;
  for (let partition = 0; partition < owners.length && room > 0; partition += 1) {
    if (owners[partition] !== null) continue;
    owners[partition] = memberId;
    room -= 1;
  }
}

it('settles within three rounds, every partition owned, nobody above the fair share', () => {
  const group = fc.record({
    partitions: fc.integer({ min: 1, max: 48 }),
    members: fc.integer({ min: 1, max: 8 }),
    seed: fc.array(fc.nat(8), { minLength: 48, maxLength: 48 }),
  });
  fc.assert(
    fc.property(group, ({ partitions, members, seed }) => {
      const names = Array.from({ length: members }, (_, n) => `m${n}`);
      const owners = seed.slice(0, partitions).map((n) => names[n] ?? null);
      for (let round = 0; round < 3; round += 1) for (const name of names) act(name, names, owners);
      const share = Math.ceil(partitions / members);
      expect(owners).not.toContain(null);
      for (const name of names)
        expect(owners.filter((owner) => owner === name).length).toBeLessThanOrEqual(share);
    }),
  );
});

it('tells what was lost by its epoch, and what it holds without knowing', () => {
  const rows: LeaseRow[] = [
    { topic: TOPIC, partition: 0, owner: 'me', epoch: '2' },
    { topic: TOPIC, partition: 1, owner: 'me', epoch: '1' },
  ];
  const held = [{ topic: TOPIC, partition: 0, epoch: '1', committed: null }];
  const readers = [{ memberId: 'me', topics: [TOPIC] }];
  const changes = compareWithFairShare({ memberId: 'me', held, rows, readers, topics: [TOPIC] });
  expect(changes.lost).toEqual(held);
  expect(changes.strays.map(({ partition }) => partition)).toEqual([1]);
});
