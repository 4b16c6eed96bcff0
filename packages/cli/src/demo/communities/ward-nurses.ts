// A slow network of nurses across hospitals: few posts, much reading, meetings that matter.
import type { CommunityCharacter } from '../community-character.ts';

export const wardNurses: CommunityCharacter = {
  key: 'ward-nurses',
  name: 'Ward nurses across hospitals',
  timeZone: 'Europe/Berlin',
  frameworkVersion: '2020',
  charter: {
    domain: {
      concern: 'Care at night with few hands',
      topics: ['falls', 'handover', 'pressure sores', 'medication rounds', 'delirium'],
    },
    community: {
      who: 'Nurses of nine hospitals',
      norms: ['no patient is ever recognisable'],
      roles: ['convenor'],
    },
  },
  topics: ['falls', 'handover', 'pressure sores', 'medication rounds', 'delirium', 'restraints'],
  needKind: 'seeking-experience',
  founders: 80,
  joiners: 45,
  leaving: 0.1,
  guests: 6,
  energyOf: (week) => 0.8 + 0.2 * Math.sin((week / 52) * 2 * Math.PI),
  asksPerWeek: 2.5,
  answersPerAsk: 1.4,
  answerMedianHours: 40,
  commentsPerAnswer: 0.5,
  acceptedShare: 0.2,
  documentedShare: 0.15,
  votesPerAnswer: 0.3,
  readsPerMemberWeek: 0.9,
  meeting: { everyWeeks: 4, attendance: 0.45 },
  inequality: 0.5,
  facilitatorShareOf: () => 0.1,
  stories: [
    {
      title: 'Low beds, fewer falls',
      frameworkVersion: '2020',
      status: 'published',
      steps: [
        {
          cycle: 'immediate',
          sign: 'positive',
          week: 8,
          text: 'At the March meeting a colleague from another hospital showed photographs of their night ward.',
        },
        {
          cycle: 'potential',
          sign: 'positive',
          week: 8,
          text: 'I understood that it was the height of the beds and not the number of rounds.',
        },
        {
          cycle: 'applied',
          sign: 'positive',
          week: 14,
          text: 'We lowered the beds of everybody over eighty after the evening round.',
        },
        {
          cycle: 'realized',
          sign: 'positive',
          week: 30,
          text: 'Falls at night on our ward: eleven in the half year before, four since.',
        },
        {
          cycle: 'orienting',
          sign: 'positive',
          week: 32,
          text: 'I know now whom to ask in eight other houses, and what they fight with.',
        },
        {
          cycle: 'transformative',
          sign: 'positive',
          week: 48,
          text: 'The hospital changed its rule: the ward decides about the beds.',
        },
      ],
    },
    {
      title: 'What I did not dare to say',
      frameworkVersion: '2020',
      status: 'published',
      steps: [
        {
          cycle: 'immediate',
          sign: 'positive',
          week: 20,
          text: 'I said that I had used a restraint and was ashamed of it. It was the first time I said it aloud.',
        },
        {
          cycle: 'potential',
          sign: 'positive',
          week: 21,
          text: 'Two others wrote to me what they do instead.',
        },
        {
          cycle: 'applied',
          sign: 'negative',
          week: 25,
          text: 'I tried it on a night with one nurse missing. It did not work, and I was alone with it.',
        },
      ],
    },
    {
      title: 'The handover card',
      frameworkVersion: '2011',
      status: 'draft',
      steps: [
        {
          cycle: 'potential',
          sign: 'positive',
          week: 28,
          text: 'A card from the network with seven questions for the handover.',
        },
        { cycle: 'applied', sign: 'positive', week: 36, text: 'We use it on weekends.' },
      ],
    },
  ],
};
