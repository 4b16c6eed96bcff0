import { describe, expect, it } from 'vitest';
import { fillTemplate, isBlank, parseTemplate, TemplateError } from './template.ts';

const values: Record<string, string> = { id: '7', 'Created At': 'now', empty: '' };
const valueOf = (name: string): string => values[name] ?? '';
const fill = (source: string): string => fillTemplate(parseTemplate(source), valueOf);

describe('a template', () => {
  it('puts columns, whose names may hold spaces, between texts', () => {
    expect(fill('post-{id} at { Created At }!')).toBe('post-7 at now!');
    expect(fill('{id}{id}')).toBe('77');
    expect(fill('constant')).toBe('constant');
  });

  it('writes braces doubled', () => {
    expect(fill('{{{id}}}')).toBe('{7}');
  });

  it.each(['{id', 'id}', '{}', 'a{ }b'])('refuses %s', (source) => {
    expect(() => parseTemplate(source)).toThrow(TemplateError);
  });

  it('is blank where all its columns are, and never where it has none', () => {
    expect(isBlank(parseTemplate('post-{empty}'), valueOf)).toBe(true);
    expect(isBlank(parseTemplate('{empty}-{id}'), valueOf)).toBe(false);
    expect(isBlank(parseTemplate('constant'), valueOf)).toBe(false);
  });
});
