/** A document that is being written must not take the others of its file along. */
import { expect, test } from 'vitest';
import { TextFile } from '../../../server/src/text/textFile.ts';
import { yamlOf } from '../../../server/src/yaml/parseYaml.ts';

const others = '---\n# second\napiVersion: v1\nkind: A\n---\napiVersion: v1\nkind: B # "\n';
const broken: readonly string[] = ['metadata:\n  name: "half\n  labels\n', "a: 'half\n  more\n  and more\n", 'a: [b, {c: d\n  e\n', '# words\n---\na: "half\n  b\n', 'a: |\n  text\n b: "\n  c\n'];

test.each(broken)('%j', (text) => {
  const file = new TextFile('file:///a.yaml', 'a.yaml', text + others);
  const { documents, problems } = yamlOf(file);
  expect(documents.map(({ index, broken: isBroken }) => [index, isBroken])).toEqual([[0, true], [1, false], [2, false]]);
  expect(documents.slice(1).map(({ root }) => (root?.kind === 'map' ? root.pairs.map(({ key, value }) => file.text.slice(key.start, value.end)) : []))).toEqual([['apiVersion: v1', 'kind: A'], ['apiVersion: v1', 'kind: B']]);
  expect(problems.length).toBeGreaterThan(0);
  for (const { start, end } of problems) expect(start <= end && start <= text.length).toBe(true);
});

// Blank lines are looked at once: at each of them anew, this text would keep the reader busy for minutes.
test('many blank lines before a document that is being written', () => {
  const blank = '\n'.repeat(200_000);
  const { documents } = yamlOf(new TextFile('file:///a.yaml', 'a.yaml', `${blank}---\na: "half\n---\nb: 1\n`));
  expect(documents.map(({ broken: isBroken }) => isBroken)).toEqual([true, false]);
});
