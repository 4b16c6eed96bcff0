import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ACT_NAMES, VALUE_FRAMEWORKS } from '@copse/contracts';
import { describe, expect, it } from 'vitest';
import { findCycle } from '../matrix/indicator-cycles.ts';
import { renderCataloguePage } from './catalogue-page.ts';
import { findIndicator, INDICATORS } from './catalogue.ts';

describe('the catalogue', () => {
  it('names each indicator once', () => {
    expect(new Set(INDICATORS.map(({ id }) => id)).size).toBe(INDICATORS.length);
    expect(new Set(INDICATORS.map(({ slug }) => slug)).size).toBe(INDICATORS.length);
  });

  it('finds an indicator by slug, and by number in either case', () => {
    expect(findIndicator('active-members')?.id).toBe('E1');
    expect(findIndicator('e10')?.slug).toBe('period-retention');
    expect(findIndicator('E99')).toBeUndefined();
  });

  it('lets E and R speak for the immediate cycle, ties for the potential one, and V for none', () => {
    for (const framework of Object.keys(VALUE_FRAMEWORKS) as (keyof typeof VALUE_FRAMEWORKS)[]) {
      const byCycle = Map.groupBy(INDICATORS, ({ id }) => findCycle(framework, id));
      const idsAt = (cycle: 'immediate' | 'potential' | null) => byCycle.get(cycle)?.map(({ id }) => id);
      expect(idsAt('immediate')).toEqual(['E1', 'E2', 'E4', 'E6', 'E9', 'E10', 'R1', 'R2', 'R4']);
      expect(idsAt('potential')).toEqual(['S1', 'S2', 'S3']);
      expect(idsAt(null)).toEqual(['S8', 'S9', 'V1']);
    }
  });

  it('says of every act what it counts as', () => {
    const page = renderCataloguePage();
    expect(page).toContain('| Act | Contribution | Attendance | Active | Reply | Tie |');
    for (const row of [
      '| `answer` | yes |  | yes | yes | yes |',
      '| `attend` |  | yes | yes |  |  |',
      '| `thank` |  |  |  |  | yes |',
      '| `join` |  |  |  |  |  |',
    ])
      expect(page).toContain(row);
    for (const name of ACT_NAMES) expect(page).toContain(`| \`${name}\` |`);
  });

  it('stands on docs/indicators.md as it is defined', () => {
    const page = readFileSync(resolve(import.meta.dirname, '../../../../docs/indicators.md'), 'utf8');
    expect(page).toBe(renderCataloguePage());
  });
});
