import assert from 'node:assert/strict';
import type { Ask } from '@copse/commands/service-home';
import { rebuildReadModels } from '@copse/commands';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readModels } from '../src/index.ts';
import {
  bridges,
  createMembershipHome,
  registerPerson,
  SCOPES_OF_MEMBERSHIP,
  type MembershipHome,
} from './membership-home.ts';

let home: MembershipHome;
let ask: Ask;
const people: string[] = [];

beforeAll(async () => {
  home = await createMembershipHome();
  ask = home.caller('acme', SCOPES_OF_MEMBERSHIP);
  for (const id of ['one', 'two', 'three']) people.push(await registerPerson(ask, id));
});
afterAll(async () => await home.remove());

/** What is known of one membership: an independent telling of the rules. */
interface Known {
  status: 'member' | 'left';
  joinedAt: string;
  leftAt: string | null;
  commitment: string | null;
}
type Model = Map<string, Known>;
interface System {
  readonly key: string;
}

const on = (month: number) => `2026-${String(month).padStart(2, '0')}-01T00:00:00.000Z`;

class Join implements fc.AsyncCommand<Model, System> {
  readonly who: number;
  readonly month: number;
  readonly words: string | null;
  constructor(who: number, month: number, words: string | null) {
    this.who = who;
    this.month = month;
    this.words = words;
  }
  check = () => true;
  toString = () => `join(${this.who}, ${this.month}, ${this.words ?? '-'})`;
  async run(model: Model, { key }: System): Promise<void> {
    const personId = people[this.who] ?? '';
    const joinedAt = on(this.month);
    const body = { joinedAt, ...(this.words === null ? {} : { commitment: this.words }) };
    const { status } = await ask(`PUT /v1/communities/${key}/members/${personId}`, body);
    const known = model.get(personId);
    if (known?.status === 'member') {
      assert.equal(status, joinedAt === known.joinedAt ? 200 : 409);
      if (status === 200) known.commitment = this.words ?? known.commitment;
    } else if (known?.leftAt !== null && known?.leftAt !== undefined && joinedAt < known.leftAt) {
      assert.equal(status, 422);
    } else {
      assert.equal(status, 201);
      model.set(personId, { status: 'member', joinedAt, leftAt: null, commitment: this.words });
    }
  }
}

class Leave implements fc.AsyncCommand<Model, System> {
  readonly who: number;
  readonly month: number;
  constructor(who: number, month: number) {
    this.who = who;
    this.month = month;
  }
  check = () => true;
  toString = () => `leave(${this.who}, ${this.month})`;
  async run(model: Model, { key }: System): Promise<void> {
    const personId = people[this.who] ?? '';
    const leftAt = on(this.month);
    const { status } = await ask(`POST /v1/communities/${key}/members/${personId}/leave`, { leftAt });
    const known = model.get(personId);
    if (known === undefined) assert.equal(status, 404);
    else if (known.status === 'left') assert.equal(status, leftAt === known.leftAt ? 200 : 409);
    else if (leftAt < known.joinedAt) assert.equal(status, 422);
    else {
      assert.equal(status, 200);
      Object.assign(known, { status: 'left', leftAt });
    }
  }
}

class Look implements fc.AsyncCommand<Model, System> {
  check = () => true;
  toString = () => 'look';
  async run(model: Model, { key }: System): Promise<void> {
    assert.deepEqual(await readMembers(key), expectedMembers(key, model));
  }
}

class Rebuild extends Look {
  override toString = () => 'rebuild';
  override async run(model: Model, system: System): Promise<void> {
    await rebuildReadModels(home.connection.db, 'acme', readModels);
    await super.run(model, system);
  }
}

async function readMembers(key: string): Promise<unknown[]> {
  const { body } = await ask(`GET /v1/communities/${key}/members`);
  return (body['items'] as Record<string, unknown>[]).map((member) => {
    delete member['version'];
    return member;
  });
}

function expectedMembers(communityKey: string, model: Model): unknown[] {
  return [...model]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([personId, { status, joinedAt, leftAt, commitment }]) => ({
      communityKey,
      personId,
      status,
      joinedAt,
      leftAt,
      commitment,
    }));
}

it(
  'a membership lives as its rules say, whatever is asked in whatever order',
  { timeout: 300_000 },
  async () => {
    const who = fc.nat({ max: 2 });
    const month = fc.integer({ min: 1, max: 4 });
    const commands = fc.commands(
      [
        fc.tuple(who, month, fc.constantFrom(null, 'one', 'two')).map((parts) => new Join(...parts)),
        fc.tuple(who, month).map((parts) => new Leave(...parts)),
        fc.constant(new Look()),
        fc.constant(new Rebuild()),
      ],
      { maxCommands: 14 },
    );
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(commands, async (steps) => {
        runs += 1;
        const key = `life-${runs}`;
        await ask('POST /v1/communities', { ...bridges, key });
        const model: Model = new Map();
        await fc.asyncModelRun(() => ({ model, real: { key } }), steps);
        expect(await readMembers(key)).toEqual(expectedMembers(key, model));
      }),
      { numRuns: 25, endOnFailure: true },
    );
  },
);
