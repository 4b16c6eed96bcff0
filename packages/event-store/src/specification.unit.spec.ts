// The kit that specs of deciders are written with: it passes what holds and throws what does not.
import { AssertionError } from 'node:assert/strict';
import { describe, expect, it } from 'vitest';
import { reject, type Decider } from './decider.ts';
import type { DomainEvent } from './event.ts';
import { specify } from './specification.ts';

type Switched = DomainEvent<'switched', { on: boolean }>;
const lamp: Decider<'on' | 'off' | 'break', boolean, Switched, 'unbreakable'> = {
  initialState: false,
  decide(command, on) {
    if (command === 'break') return reject('unbreakable', { on });
    return on === (command === 'on') ? [] : [{ type: 'switched', data: { on: command === 'on' } }];
  },
  evolve: (_, event) => event.data.on,
};
const { given } = specify(lamp);
const switchedOn: Switched = { type: 'switched', data: { on: true } };

describe('the specification kit', () => {
  it.each([
    ['events', () => given([]).when('on').then([switchedOn])],
    ['quiet', () => given([switchedOn]).when('on').thenNothing()],
    ['a rejection', () => given([switchedOn]).when('break').thenRejected('unbreakable')],
    [
      'a rejection with its facts',
      () => given([switchedOn]).when('break').thenRejected('unbreakable', { on: true }),
    ],
  ])('passes %s as expected', (_, check) => {
    expect(check).not.toThrow();
  });

  it.each([
    ['other events', () => given([]).when('on').then([])],
    ['events where nothing should follow', () => given([]).when('on').thenNothing()],
    ['a rejection where events should follow', () => given([]).when('break').then([])],
    ['a rejection where nothing should follow', () => given([]).when('break').thenNothing()],
    ['events where a rejection should follow', () => given([]).when('on').thenRejected('unbreakable')],
    ['other facts', () => given([]).when('break').thenRejected('unbreakable', { on: true })],
  ])('throws at %s', (_, check) => {
    expect(check).toThrow(AssertionError);
  });
});
