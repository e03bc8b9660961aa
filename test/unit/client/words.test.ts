// Words and small decisions: ages, Markdown that cannot be broken into, patterns, the choice of a context, arguments of commands.
import { describe, expect, test } from 'vitest';
import { readObjectArgument, readPlaceArgument, readSelectedObjects } from '../../../client/src/commands/commandArguments.ts';
import { chooseContext } from '../../../client/src/kubeContext/contextChoice.ts';
import { matchesAnyPattern } from '../../../client/src/kubeContext/namePatterns.ts';
import { RestartPolicy } from '../../../client/src/restartPolicy.ts';
import { ageWords, nextRunWords } from '../../../client/src/views/ageWords.ts';
import { commandLink } from '../../../client/src/views/markdownText.ts';
import { codeBlock, codeSpan, escapeMarkdown, messageMarkdown } from '../../../server/src/protocol/markdownText.ts';
import { shortenRevisions } from '../../../server/src/flux/revision.ts';
import { minutesAgo, now } from './liveObjects.ts';

describe('ages', () => {
  test.each([
    [0.2, 'just now'],
    [3, '3 min ago'],
    [119, '1 h ago'],
    [60 * 24 * 2, '2 days ago'],
  ])('%s minutes', (minutes, words) => {
    expect(ageWords(minutesAgo(minutes), now)).toBe(words);
  });
  test('no time has no age', () => {
    expect(ageWords('', now)).toBe('');
    expect(ageWords('soon', now)).toBe('');
  });
  test('a clock that runs ahead does not make a negative age', () => {
    expect(ageWords(minutesAgo(-5), now)).toBe('just now');
  });
  test('the next run follows from the last one and the interval', () => {
    expect(nextRunWords(minutesAgo(3), '10m', now)).toBe('next run in 7 min');
    expect(nextRunWords(minutesAgo(30), '10m', now)).toBe('next run due');
    expect(nextRunWords('', '10m', now)).toBe('');
    expect(nextRunWords(minutesAgo(3), 'often', now)).toBe('');
  });
});

describe('revisions in sentences', () => {
  const commit = '02fae5b0123456789012345678901234567890ab';
  test.each([
    [`Running health checks for revision main@sha1:${commit} with a timeout of 5m`, 'Running health checks for revision main@02fae5b with a timeout of 5m'],
    [`stored artifact for revision 'refs/heads/main@sha1:${commit}'`, "stored artifact for revision 'main@02fae5b'"],
    [`sha1:${commit}`, '02fae5b'],
    ['no revision at all', 'no revision at all'],
    ['mail a@sha1.example', 'mail a@sha1.example'],
  ])('%s', (sentence, short) => {
    expect(shortenRevisions(sentence)).toBe(short);
  });
});

describe('Markdown', () => {
  test('words from a cluster stay words', () => {
    expect(escapeMarkdown('[x](command:y) **b** $(bug) <img>')).toBe('\\[x\\]\\(command:y\\) \\*\\*b\\*\\* \\$\\(bug\\) \\<img\\>');
  });
  test('a message cannot close its own fence', () => {
    const block = codeBlock('before\n```\n[x](command:evil)');
    expect(block.startsWith('````text\n')).toBe(true);
    expect(block.endsWith('\n````')).toBe(true);
  });
  test.each([
    ['./apps', '`./apps`'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['two\nlines', '`two lines`'],
    ['', ''],
  ])('code within a line: %j', (text, markdown) => {
    expect(codeSpan(text)).toBe(markdown);
  });
  test('what a message quotes is code, and all else words', () => {
    expect(messageMarkdown('no folder `./ap*ps` here *')).toBe('no folder `./ap*ps` here \\*');
    expect(messageMarkdown('an odd ` alone [x](y)')).toBe('an odd  alone \\[x\\]\\(y\\)');
  });
  test('arguments of links survive brackets and quotes', () => {
    const link = commandLink('Open', 'flightdeck.openPlace', [{ name: 'a)b"c' }]);
    const address = /\((command:[^)]*)\)$/.exec(link)?.[1] ?? '';
    expect(JSON.parse(decodeURIComponent(address.slice(address.indexOf('?') + 1)))).toEqual([{ name: 'a)b"c' }]);
  });
});

describe('name patterns', () => {
  test.each([
    ['prod', 'prod', true],
    ['prod-eu', 'prod', false],
    ['prod-eu', 'prod*', true],
    ['eu-prod', '*prod', true],
    ['eu-prod-1', '*prod*', true],
    ['arn:aws:eks:eu:1:cluster/prod', 'arn:*:cluster/prod', true],
    ['aba', 'ab*ba', false],
    ['a.c', 'a?c', false],
    ['anything', '*', true],
    ['', '*', true],
  ])('%s against %s', (name, pattern, matches) => {
    expect(matchesAnyPattern(name, [pattern])).toBe(matches);
  });
});

describe('choice of the context', () => {
  test('the user\'s current context alone selects nothing', () => {
    expect(chooseContext({ picked: undefined, setting: '', kubeconfigOfWorkspace: false })).toEqual({ type: 'none' });
  });
  test('the pick comes before the setting, the setting before the workspace\'s own kubeconfig', () => {
    expect(chooseContext({ picked: 'a', setting: 'b', kubeconfigOfWorkspace: true })).toEqual({ type: 'named', name: 'a' });
    expect(chooseContext({ picked: undefined, setting: 'b', kubeconfigOfWorkspace: true })).toEqual({ type: 'named', name: 'b' });
    expect(chooseContext({ picked: undefined, setting: '', kubeconfigOfWorkspace: true })).toEqual({ type: 'current' });
  });
  test('who disconnects stays disconnected', () => {
    expect(chooseContext({ picked: '', setting: 'b', kubeconfigOfWorkspace: true })).toEqual({ type: 'none' });
  });
});

describe('command arguments', () => {
  test('an object by its id, by its text, or carried by a row', () => {
    const object = { kind: 'Canary', namespace: 'faces', name: 'face' };
    expect(readObjectArgument(object)).toEqual(object);
    expect(readObjectArgument('Canary/faces/face')).toEqual(object);
    expect(readObjectArgument({ id: 'x', object })).toEqual(object);
    expect(readSelectedObjects([{ id: 'x', object }, { id: 'group' }, { id: 'y', object }])).toEqual([object, object]);
    expect(readSelectedObjects([{ id: 'x', object }])).toEqual([]);
    expect(readSelectedObjects(undefined)).toEqual([]);
    expect(readObjectArgument({ kind: 'Namespace', namespace: '', name: 'faces' })).toEqual({ kind: 'Namespace', name: 'faces' });
  });
  test('anything else is no object', () => {
    for (const argument of [undefined, null, 3, '', 'a', {}, { kind: 3, name: 'x' }, { fsPath: '/a' }, []]) expect(readObjectArgument(argument)).toBeUndefined();
  });
  test('a place only with whole positions', () => {
    const place = { uri: 'file:///a', range: { start: { line: 1, character: 0 }, end: { line: 1, character: 4 } } };
    expect(readPlaceArgument({ place })).toEqual(place);
    expect(readPlaceArgument({ uri: 'file:///a', range: { start: { line: -1, character: 0 }, end: { line: 1, character: 4 } } })).toBeUndefined();
    expect(readPlaceArgument({ uri: 'file:///a' })).toBeUndefined();
  });
});

test('a server that keeps ending is started three times in three minutes, not more', () => {
  const clock = { now: 0 };
  const policy = new RestartPolicy(() => clock.now);
  expect([policy.mayRestart(), policy.mayRestart(), policy.mayRestart(), policy.mayRestart()]).toEqual([true, true, true, false]);
  clock.now = 181_000;
  expect(policy.mayRestart()).toBe(true);
  policy.reset();
  expect([policy.mayRestart(), policy.mayRestart(), policy.mayRestart(), policy.mayRestart()]).toEqual([true, true, true, false]);
});
