import { isRejection } from '@copse/event-store';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { MemberCommand } from './commands.ts';
import { memberDecider } from './decide.ts';
import type { MemberEvent } from './events.ts';

const membership = {
  communityId: fc.constant('c'),
  communityKey: fc.constant('bridges'),
  personId: fc.constant('p'),
};
const instant = fc.integer({ min: 1, max: 6 }).map((month) => `2026-0${month}-01T00:00:00.000Z`);
const words = fc.constantFrom(null, 'one', 'two');
const command: fc.Arbitrary<MemberCommand> = fc.oneof(
  fc.record({
    type: fc.constant('join' as const),
    ...membership,
    joinedAt: instant,
    commitment: words,
  }),
  fc.record({
    type: fc.constant('leave' as const),
    ...membership,
    leftAt: instant,
  }),
);

/** Runs commands one after another and returns the events they came to. */
function live(commands: readonly MemberCommand[]): MemberEvent[] {
  let state = memberDecider.initialState;
  const events: MemberEvent[] = [];
  for (const asked of commands) {
    const decision = memberDecider.decide(asked, state);
    if (isRejection<MemberEvent, string>(decision)) continue;
    events.push(...decision);
    state = decision.reduce((before, event) => memberDecider.evolve(before, event), state);
  }
  return events;
}

it('makes intervals that never overlap, whatever is asked in whatever order', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
      const instants = live(commands).flatMap((event) => {
        if (event.type === 'member-joined') return [event.data.joinedAt];
        return event.type === 'member-left' ? [event.data.leftAt] : [];
      });
      expect(instants).toEqual(instants.toSorted());
      const turns = live(commands).filter(({ type }) => type !== 'commitment-stated');
      turns.forEach(({ type }, index) => {
        expect(type).toBe(index % 2 === 0 ? 'member-joined' : 'member-left');
      });
    }),
  );
});

it('is quiet when the command that was taken last comes again', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 30 }), command, (commands, last) => {
      const events = live([...commands, last]);
      const isJoinAtLeaving = last.type === 'join' && events.at(-1)?.type === 'member-left';
      fc.pre(!isJoinAtLeaving);
      expect(live([...commands, last, last])).toEqual(events);
    }),
  );
});
