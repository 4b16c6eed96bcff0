import { VALUE_FRAMEWORKS } from '@copse/contracts';
import { expect, it } from 'vitest';
import { loadFrameworks } from './frameworks.ts';

it('has every version with its published cycles, each with a question and indicators', () => {
  const frameworks = loadFrameworks();
  expect(frameworks.map(({ version }) => version)).toEqual(['2011', '2014', '2020']);
  expect(frameworks.map(({ cycles }) => cycles.length)).toEqual([5, 7, 8]);
  for (const { version, cycles } of frameworks) {
    expect(cycles.map(({ cycle }) => cycle)).toEqual(VALUE_FRAMEWORKS[version]);
    for (const { question, typicalIndicators } of cycles) {
      expect(question.endsWith('?')).toBe(true);
      expect(typicalIndicators.length).toBeGreaterThan(2);
    }
  }
});

it('knows reframing as a cycle in 2011 only', () => {
  const withReframing = loadFrameworks().filter(({ cycles }) =>
    cycles.some(({ cycle }) => cycle === 'reframing'),
  );
  expect(withReframing.map(({ version }) => version)).toEqual(['2011']);
});
