import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Activity } from '@copse/client';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../usage-error.ts';
import { BrokenRowError } from '../data-error.ts';
import { readMappedActivities } from './mapped-activities.ts';
import { readMapping } from './read-mapping.ts';

const folder = mkdtempSync(join(tmpdir(), 'copse-csv-'));
const mappings = join(import.meta.dirname, '../../../mappings');
const forum = join(mappings, 'forum-export.yaml');

function write(name: string, content: string | Buffer): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

async function readAll(file: string, mappingFile: string): Promise<Activity[]> {
  const activities: Activity[] = [];
  for await (const { activity } of readMappedActivities(file, readMapping(mappingFile)))
    activities.push(activity);
  return activities;
}

const HEADER = 'id,type,author,author_name,reply_to,reply_to_author,topic_id,created_at,tags,body\n';

describe('a CSV with a header', () => {
  it('becomes activities by its mapping, empty columns being absent', async () => {
    const file = write(
      'forum.csv',
      `\uFEFF${HEADER}1,question,u1,Zoë 🌳,,,1,2024-02-29 10:00:00,"sql; csv;sql","Line 1\nLine 2, quoted"\n2,reply,,,1,u1,1,2024-02-29T12:00:00+02:00,,\n`,
    );
    expect(await readAll(file, forum)).toEqual([
      {
        source: 'forum:example',
        id: 'post-1',
        community: 'example-forum',
        act: 'ask',
        kind: 'problem-solving',
        occurredAt: '2024-02-29T10:00:00.000Z',
        actor: { id: 'u1', name: 'Zoë 🌳' },
        thread: { id: 'post-1' },
        topics: ['sql', 'csv'],
        text: 'Line 1\nLine 2, quoted',
      },
      {
        source: 'forum:example',
        id: 'post-2',
        community: 'example-forum',
        act: 'answer',
        kind: 'problem-solving',
        occurredAt: '2024-02-29T10:00:00.000Z',
        target: { id: 'post-1', author: { id: 'u1' } },
        thread: { id: 'post-1' },
      },
    ]);
  });

  it('that lacks a column of the mapping is refused with the columns it has', async () => {
    const file = write('columns.csv', 'id,kind\n1,q\n');
    await expect(readAll(file, forum)).rejects.toThrow(UsageError);
    await expect(readAll(file, forum)).rejects.toThrow(
      /names a column "type" that columns\.csv does not have; it has id, kind/,
    );
  });

  it('whose row has another number of cells is refused with file and line', async () => {
    const file = write('cells.csv', `${HEADER}1,question,u1,Ada,,,1,2024-01-01T00:00:00Z,,\n2,reply\n`);
    await expect(readAll(file, forum)).rejects.toThrow(BrokenRowError);
    await expect(readAll(file, forum)).rejects.toThrow(/^cells\.csv:3: /);
  });

  it('whose row says a time or a value the mapping cannot read is refused with the field', async () => {
    const time = write('time.csv', `${HEADER}1,question,u1,Ada,,,1,yesterday,,\n`);
    await expect(readAll(time, forum)).rejects.toThrow(
      'time.csv:2: occurredAt "yesterday" is not an ISO date-time',
    );
    const id = write('id.csv', `${HEADER},question,u1,Ada,,,1,2024-01-01T00:00:00Z,,\n`);
    await expect(readAll(id, forum)).rejects.toThrow('id.csv:2: id is empty');
  });
});

describe('a CSV file', () => {
  it('whose bytes are no UTF-8 is refused instead of changed', async () => {
    const row = `${HEADER}1,question,u1,Ada,,,1,2024-01-01T00:00:00Z,,caf`;
    const latin = write('latin.csv', Buffer.concat([Buffer.from(row), Buffer.from([0xe9, 0x0a])]));
    await expect(readAll(latin, forum)).rejects.toThrow(BrokenRowError);
    await expect(readAll(latin, forum)).rejects.toThrow(
      /^latin\.csv:\d+: .*no UTF-8; save the file as UTF-8/,
    );
    const cut = write('cut.csv', Buffer.concat([Buffer.from(row), Buffer.from([0xc3])]));
    await expect(readAll(cut, forum)).rejects.toThrow(/^cut\.csv:\d+: .*no UTF-8/);
  });

  it('that is empty, or is none, is refused by name', async () => {
    await expect(readAll(write('empty.csv', ''), forum)).rejects.toThrow(/empty\.csv is empty/);
    await expect(readAll(folder, forum)).rejects.toThrow(`there is no file ${folder}`);
  });
});

describe('a CSV without a header', () => {
  const a2q = join(mappings, 'sx-mathoverflow-a2q.yaml');

  it('is named by numbers, its rows by file and number, compressed or not', async () => {
    const rows = '1 4 1254192988\n3 4 1254194656\n';
    const expected = {
      source: 'snap:sx-mathoverflow',
      id: 'a2q.txt:2',
      community: 'mathoverflow',
      act: 'answer',
      kind: 'problem-solving',
      occurredAt: '2009-09-29T03:24:16.000Z',
      actor: { id: '3' },
      target: { author: { id: '4' } },
    };
    expect((await readAll(write('a2q.txt', rows), a2q))[1]).toEqual(expected);
    expect((await readAll(write('a2q.txt.gz', gzipSync(rows)), a2q))[1]).toEqual(expected);
  });

  it('that was cut short in its archive is refused', async () => {
    const whole = gzipSync(
      Array.from({ length: 5000 }, (_row, index) => `${index} ${index * 7} 1254192988\n`).join(''),
    );
    const file = write('cut.txt.gz', whole.subarray(0, whole.length - 200));
    await expect(readAll(file, a2q)).rejects.toThrow(
      /cut\.txt:\d+: unexpected end of file; the file is no whole gzip archive/,
    );
  });
});

describe('a mapping file', () => {
  it('with faults is refused with every line', () => {
    const file = write(
      'bad.yaml',
      'source: s\ncommunity:\n  key: Not A Slug\nformat: {}\nactivity:\n  id: "{id}"\n  act: ask\n',
    );
    expect(() => readMapping(file)).toThrow(/bad\.yaml:3: \/community\/key/);
    expect(() => readMapping(file)).toThrow(/bad\.yaml:6: \/activity /);
  });

  it('that is no YAML, or is not there, is refused by name', () => {
    expect(() => readMapping(write('no.yaml', 'a: [1'))).toThrow(/no\.yaml/);
    expect(() => readMapping(join(folder, 'absent.yaml'))).toThrow(/there is no mapping file .*absent\.yaml/);
    expect(() => readMapping(folder)).toThrow(`there is no mapping file ${folder}`);
  });

  it('that writes out an act there is not is refused before a row is read', async () => {
    const text =
      'source: s\ncommunity: { key: c }\nformat: {}\nactivity: { id: "{id}", act: shout, occurredAt: { from: "{at}", as: iso } }\n';
    const mapping = write('act.yaml', text);
    await expect(readAll(write('act.csv', 'id,at\n'), mapping)).rejects.toThrow(
      '"shout" is none of ask, answer',
    );
  });
});
