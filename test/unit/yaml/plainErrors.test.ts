// What the Red Hat server finds in a file, and how much of the file is read to know it.
import { beforeEach, expect, test, vi } from 'vitest';
import type * as Yaml from 'yaml';
import { TextFile } from '../../../server/src/text/textFile.ts';
import { isPlainlyBroken, isPlainlyRepeated } from '../../../server/src/yaml/plainErrors.ts';

const parsed = vi.hoisted((): { texts: string[] } => ({ texts: [] }));

vi.mock('yaml', async (original) => {
  const yaml = await original<typeof Yaml>();
  return { ...yaml, parseAllDocuments: (text: string, options: object) => { parsed.texts.push(text); return yaml.parseAllDocuments(text, options); } };
});

beforeEach(() => { parsed.texts = []; });

const fileOf = (text: string): TextFile => new TextFile('file:///a.yaml', 'a.yaml', text);

test('only the document that is asked for is read, and once', () => {
  const file = fileOf('a: 1\n---\nb: [1\nc: 2\n---\nd: 1\nd: 2\n');
  expect(isPlainlyBroken(file, file.text.indexOf('['))).toBe(true);
  expect(isPlainlyBroken(file, file.text.indexOf('c: 2'))).toBe(true);
  expect(parsed.texts).toEqual(['---\nb: [1\nc: 2\n']);
  expect(isPlainlyRepeated(file, file.text.indexOf('d: 2'))).toBe(true);
  expect(isPlainlyRepeated(file, file.text.indexOf('d: 1'))).toBe(false);
  expect(parsed.texts).toHaveLength(2);
  expect(isPlainlyBroken(file, file.text.indexOf('1'))).toBe(false);
  expect(parsed.texts.at(-1)).toBe('a: 1\n');
});

test('a large document is not read', () => {
  const lines = 'key: value of it\n'.repeat(20_000);
  const file = fileOf(`a: [1\n---\n${lines}b: [1\n`);
  expect(isPlainlyBroken(file, file.text.lastIndexOf('['))).toBe(false);
  expect(isPlainlyRepeated(file, file.text.lastIndexOf('key'))).toBe(false);
  expect(parsed.texts).toEqual([]);
  expect(isPlainlyBroken(file, file.text.indexOf('['))).toBe(true);
});

test('directives belong to the separator behind them', () => {
  const file = fileOf('a: 1\n...\n%YAML 1.2\n---\nb: [1\n');
  expect(isPlainlyBroken(file, file.text.indexOf('['))).toBe(true);
  expect(isPlainlyBroken(file, file.text.indexOf('1'))).toBe(false);
});
