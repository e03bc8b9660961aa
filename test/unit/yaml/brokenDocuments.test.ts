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

// Ten thousand lines of text in one value, which become YAML of their own as soon as the block ends too early.
const dashboard = Array.from({ length: 10_000 }, (_, index) => `    {"id": ${index}, "targets": [{"expr": "sum(rate(x[5m]))"}],\n`).join('');
const large = (line: string): string => `apiVersion: v1\nkind: ConfigMap\ndata:\n  a.json: |\n    {\n${line}${dashboard}    }\nmetadata:\n  name: dashboards\n`;

test('a large document with one line at a wrong depth says so at the line, and keeps what stands before and behind', () => {
  const file = new TextFile('file:///a.yaml', 'a.yaml', large(' "title": "x",\n'));
  const { documents, problems } = yamlOf(file);
  expect(documents.map(({ broken: isBroken }) => isBroken)).toEqual([true]);
  expect(file.lines.positionAt(problems[0]?.start ?? 0).line).toBe(5);
  expect(problems.length).toBeLessThan(2000);
  const root = documents[0]?.root;
  const name = root?.kind === 'map' ? root.get('metadata', 'name') : undefined;
  expect(name?.kind === 'scalar' && [name.text, file.text.slice(name.start, name.end)]).toEqual(['dashboards', 'dashboards']);
  for (const { start, end } of problems) expect(start <= end && end <= file.text.length).toBe(true);
});

test('a large document that is only written in a rare way is read as a whole', () => {
  const file = new TextFile('file:///a.yaml', 'a.yaml', large('').replace('kind: ConfigMap', 'kind:\tConfigMap'));
  const { documents, problems } = yamlOf(file);
  expect(problems).toEqual([]);
  const root = documents[0]?.root;
  const value = root?.kind === 'map' ? root.get('data', 'a.json') : undefined;
  expect(value?.kind === 'scalar' && value.text.split('\n').length).toBe(10_003);
});

test('a merge conflict is told as one, at its first line', () => {
  const file = new TextFile('file:///a.yaml', 'a.yaml', 'apiVersion: v1\nkind: ConfigMap\n<<<<<<< HEAD\ndata:\n  a: b\n=======\ndata:\n  a: c\n>>>>>>> other\n');
  const [first] = yamlOf(file).problems;
  expect(first?.message).toBe('a merge conflict is not resolved here');
  expect(file.lines.positionAt(first?.start ?? 0).line).toBe(2);
  expect(yamlOf(new TextFile('file:///b.yaml', 'b.yaml', 'data:\n  a: |\n    x\n')).problems).toEqual([]);
});

test('what is nested deeper than can be read is told so in plain words', () => {
  const { problems } = yamlOf(new TextFile('file:///a.yaml', 'a.yaml', `a: 1\nx: ${'['.repeat(100_000)}\n`));
  expect(problems.map(({ message }) => message)).toContain('this is nested too deeply to be read');
  expect(problems.filter(({ message }) => /stack/i.test(message))).toEqual([]);
});

/** What is told of a document, by line and column. */
function told(text: string): readonly string[] {
  const file = new TextFile('file:///a.yaml', 'a.yaml', text);
  return yamlOf(file).problems.map(({ start, message }) => {
    const { line, character } = file.lines.positionAt(start);
    return `${line + 1}:${character + 1} ${message}`;
  });
}

const deeper = 'this line is indented deeper than the lines that it belongs to';
test.each<readonly [text: string, place: string, words: string]>([
  // Behind a plain text, a quoted one, one with a comment behind it, and below a comment.
  ['kind: A\nspec:\n  interval: 5m\n    path: x\n  prune: true\n', '4:5', deeper],
  ['kind: A\nspec:\n  interval: "5m"\n    path: x\n  prune: true\n', '4:5', deeper],
  ['kind: A\nspec:\n  interval: 5m # often\n    path: x\n  prune: true\n', '4:5', deeper],
  ['kind: A\nspec:\n  interval: 5m\n  # where\n    path: x\n  prune: true\n', '5:5', deeper],
  // The first one, below comments too: all others stand at another column than it does.
  ['kind: A\nspec:\n    path: x\n  interval: 5m\n  prune: true\n', '3:5', deeper],
  ['kind: A\nspec:\n  # where\n    path: x\n  # how often\n  interval: 5m\n  sourceRef:\n    name: a\nlast: b\n', '4:5', deeper],
  ['kind: A\nspec:\n    interval: 5m\n    path: x\n  prune: true\n', '5:3', 'this line is indented less than the lines that it belongs to'],
])('a key at a wrong column is told once, where it stands: %j', (text, place, words) => {
  expect(told(text)).toEqual([`${place} ${words}`]);
});

test('of two keys at two columns none is known to be right', () => {
  expect(told('kind: A\nspec:\n    path: x\n  prune: true\n')).toEqual([expect.stringContaining('all mapping items must start at the same column')]);
});

test('many keys behind one at a wrong column are told in time', () => {
  expect(told(`spec:\n    first: x\n${Array.from({ length: 20_000 }, (_, index) => `  key${index}: "x"\n`).join('')}`)).toEqual([`2:5 ${deeper}`]);
}, 5000);

test('a bracket that is not closed is the one that is told, and not a key in brackets behind it', () => {
  const { problems } = yamlOf(new TextFile('file:///a.yaml', 'a.yaml', '[\n: - [a]: b'));
  expect(problems.filter(({ message }) => message.includes('never closed')).map(({ start, end }) => [start, end])).toEqual([[0, 1]]);
});
