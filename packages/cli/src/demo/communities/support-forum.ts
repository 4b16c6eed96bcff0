// A support forum that fades, leans on one facilitator, and is brought back by her in the last third.
import type { CommunityCharacter } from '../community-character.ts';

const TURN_WEEK = 35;

export const supportForum: CommunityCharacter = {
  key: 'support-forum',
  name: 'Support forum of a product',
  timeZone: 'America/New_York',
  frameworkVersion: '2011',
  charter: {
    domain: {
      concern: 'Getting customers going again',
      topics: ['installation', 'licences', 'upgrades', 'slow pages'],
    },
  },
  topics: ['installation', 'licences', 'upgrades', 'slow pages', 'printing'],
  needKind: 'request-for-information',
  founders: 60,
  joiners: 30,
  leaving: 0.45,
  guests: 60,
  energyOf: (week) =>
    week < TURN_WEEK ? Math.exp(-week / 14) + 0.06 : Math.min(0.8, 0.15 + (week - TURN_WEEK) * 0.06),
  asksPerWeek: 16,
  answersPerAsk: 1.3,
  answerMedianHours: 14,
  commentsPerAnswer: 0.7,
  acceptedShare: 0.35,
  documentedShare: 0.05,
  votesPerAnswer: 0.8,
  readsPerMemberWeek: 0.5,
  meeting: { everyWeeks: 2, attendance: 0.15 },
  inequality: 1.5,
  facilitatorShareOf: (week) => (week < TURN_WEEK ? 0.6 : Math.max(0.25, 0.6 - (week - TURN_WEEK) * 0.03)),
  stories: [
    {
      title: 'I came for an answer and stayed',
      frameworkVersion: '2011',
      status: 'published',
      steps: [
        {
          cycle: 'immediate',
          sign: 'positive',
          week: 39,
          text: 'My question was answered within an hour, and I was asked whether I would answer the next one.',
        },
        {
          cycle: 'potential',
          sign: 'positive',
          week: 41,
          text: 'I learnt more from answering than from asking.',
        },
        {
          cycle: 'applied',
          sign: 'positive',
          week: 46,
          text: 'I wrote down our upgrade path and others followed it.',
        },
      ],
    },
    {
      title: 'A summer without answers',
      frameworkVersion: '2011',
      status: 'submitted',
      steps: [
        {
          cycle: 'immediate',
          sign: 'negative',
          week: 24,
          text: 'Three questions in a month, no answer to any.',
        },
        { cycle: 'realized', sign: 'negative', week: 27, text: 'We postponed the upgrade for a quarter.' },
      ],
    },
  ],
};
