import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findQuickFixes, fixableRules } from '../../../server/src/features/quickFixes/index.ts';
import type { QuickFix } from '../../../server/src/features/quickFixes/quickFix.ts';
import { rolledBackRule } from '../../../server/src/rules/cluster/rolledBackImages.ts';
import { allRules } from '../../../server/src/rules/index.ts';
import type { Finding } from '../../../server/src/rules/rule.ts';
import { yamlOf } from '../../../server/src/yaml/parseYaml.ts';
import type { YamlNode } from '../../../server/src/yaml/yamlNode.ts';
import { findingsOf } from '../../harness/fixtures/checkFixture.ts';
import { readTexts, sessionOf, type Texts } from '../../harness/fixtures/loadFixture.ts';
import { readMarks } from '../../harness/fixtures/marks.ts';
import { TextFile } from '../../../server/src/text/textFile.ts';
import { isYamlPath } from '../../../server/src/files/directoryTree.ts';

const fixtures = new URL('../../fixtures/rules', import.meta.url).pathname;

/** A fixture without its marks, so that a fix is judged on what people write. */
function unmarked(folder: string): Texts {
  return Object.fromEntries(
    Object.entries(readTexts(folder)).map(([path, text]) => {
      if (!isYamlPath(path)) return [path, text];
      const file = new TextFile(`file:///${path}`, path, text);
      const lines = new Set(readMarks(file).marks.map(({ comment }) => file.lines.positionAt(comment.start).line));
      return [path, text.split('\n').filter((_line, index) => !lines.has(index)).join('\n')];
    }),
  );
}

/** The texts after a fix. */
function applied(texts: Texts, fix: QuickFix): Texts {
  const result: Record<string, string> = { ...texts };
  for (const { span, text } of fix.edits.toSorted((a, b) => b.span.start - a.span.start)) {
    const before = result[span.file.path] ?? '';
    result[span.file.path] = before.slice(0, span.start) + text + before.slice(span.end);
  }
  return result;
}

function printed(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ rule, message, span }) => `${rule} ${span.file.path} ${message}`);
}

/** What a fix leads to. */
interface Outcome {
  readonly after: Texts;
  readonly next: ReturnType<typeof sessionOf>;
  readonly found: readonly Finding[];
}

function outcomeIn(texts: Texts, fix: QuickFix): Outcome {
  const after = applied(texts, fix);
  const next = sessionOf(after);
  return { after, next, found: findingsOf(next) };
}

/** A fix as people see it in their list. */
function offerOf({ rule, span }: Finding, { title }: QuickFix): string {
  return `${rule} ${span.file.path} ${title}`;
}

/** What stands in a list more often than in another. */
function surplus(list: readonly string[], other: readonly string[]): readonly string[] {
  const left = [...other];
  return list.filter((entry) => {
    const at = left.indexOf(entry);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** Lines of two texts that differ. */
function changedLines(before: Texts, after: Texts): number {
  return Object.keys(before).reduce((sum, path) => {
    const old = (before[path] ?? '').split('\n');
    const next = (after[path] ?? '').split('\n');
    return sum + Math.max(old.filter((line) => !next.includes(line)).length, next.filter((line) => !old.includes(line)).length);
  }, 0);
}

/** Advice that holds for the text as it was meant, and that is silent as long as the fault is there. */
const hintsBehindFaults: Readonly<Record<string, readonly string[]>> = {
  // Only a registry with its type is known to be one, and registries are in maintenance mode.
  'source/type-mismatch': ['source/oci-helm-repository'],
  // A gate that can be opened may be waited for; one that cannot is the fault.
  'canary/gate-never-opens': ['canary/gate-without-end'],
};

/** Whether an edit writes no line again that was there: what it replaces and what it writes begin and end with other lines. */
function isTight(before: string, after: string): boolean {
  const [old, next] = [before.split('\n'), after.split('\n')];
  return old.length === 1 || next.length === 1 || (old[0] !== next[0] && old.at(-1) !== next.at(-1));
}

/** Lines of a text that a comment can follow: none in block scalars, in values over several lines, or with a comment of their own. */
function openLines(file: TextFile): readonly number[] {
  const closed = new Set<number>();
  const visit = (node: YamlNode): void => {
    const [first, last] = [node.start, Math.max(node.start, node.end - 1)].map((offset) => file.lines.positionAt(offset).line);
    if (node.kind === 'scalar') for (let line = first ?? 0; line <= (last ?? 0) && first !== last; line++) closed.add(line);
    else if (node.kind === 'seq') node.items.forEach(visit);
    else for (const { key, value } of node.pairs) [key, value].forEach(visit);
  };
  for (const { root } of yamlOf(file).documents) if (root !== undefined) visit(root);
  return file.text.split('\n').flatMap((line, index) => (closed.has(index) || line.trim() === '' || line.includes('#') || line.startsWith('---') ? [] : [index]));
}

/** A fixture in which each line has a comment of its own. */
function commented(texts: Texts): Texts {
  return Object.fromEntries(
    Object.entries(texts).map(([path, text]) => {
      if (!/\.ya?ml$/.test(path)) return [path, text];
      const open = new Set(openLines(new TextFile(`file:///${path}`, path, text)));
      return [path, text.split('\n').map((line, index) => (open.has(index) ? `${line} # kept ${index}` : line)).join('\n')];
    }),
  );
}

/** Comments of a fixture by file. */
function commentsIn(texts: Texts): readonly string[] {
  return Object.entries(texts).flatMap(([path, text]) => [...text.matchAll(/# kept \d+/g)].map(([comment]) => `${path} ${comment}`));
}

test('every rule that promises a fix has one, and no other', () => {
  const promised = allRules.filter(({ fix }) => fix !== 'none').map(({ id }) => id);
  expect(fixableRules().filter((id) => id !== rolledBackRule).toSorted()).toEqual(promised);
});

describe.each(allRules.filter(({ fix }) => fix !== 'none'))('$id', (rule) => {
  const texts = unmarked(join(fixtures, rule.id, 'bad'));
  const session = sessionOf(texts);
  const findings = findingsOf(session);
  const fixes = findings.map((finding) => ({ finding, fixes: findQuickFixes(finding, session.snapshot) }));
  const outcomes = new Map<QuickFix, Outcome>();
  const outcomeOf = (fix: QuickFix): Outcome => {
    let outcome = outcomes.get(fix);
    if (outcome === undefined) outcomes.set(fix, (outcome = outcomeIn(texts, fix)));
    return outcome;
  };

  test('offers fixes in its bad fixture', () => {
    expect(fixes.some((each) => each.fixes.length > 0)).toBe(true);
    if (rule.fix === 'always') expect(fixes.filter((each) => each.fixes.length === 0)).toEqual([]);
    for (const each of fixes) expect(each.fixes.filter(({ preferred }) => preferred).length).toBeLessThanOrEqual(1);
  });

  test('each of them removes the finding, brings no other, keeps the YAML whole and changes little', () => {
    for (const { finding, fixes: offered } of fixes) {
      for (const fix of offered) {
        const { after, next, found } = outcomeOf(fix);
        const left = printed(found);
        expect(left, fix.title).not.toContain(printed([finding])[0]);
        const revealed = hintsBehindFaults[rule.id] ?? [];
        expect(left.filter((line) => !printed(findings).includes(line) && !revealed.some((id) => line.startsWith(`${id} `))), fix.title).toEqual([]);
        for (const path of Object.keys(after)) {
          const file = next.snapshot.file(`file:///fixture/${path}`);
          if (file !== undefined && isYamlPath(path)) expect(yamlOf(file).problems, fix.title).toEqual([]);
        }
        expect(changedLines(texts, after), fix.title).toBeLessThanOrEqual(3);
        for (const { span, text } of fix.edits) expect(isTight(span.file.text.slice(span.start, span.end), text), fix.title).toBe(true);
      }
    }
  });

  test('none of them is offered again once it is made, and none that was not there before', () => {
    const before = fixes.flatMap(({ finding, fixes: offered }) => offered.map((fix) => offerOf(finding, fix)));
    for (const { finding, fixes: offered } of fixes) {
      for (const fix of offered) {
        const { next, found } = outcomeOf(fix);
        const own = offerOf(finding, fix);
        // Two findings may have the same fix, each at its own place.
        const expected = [...before];
        expected.splice(expected.indexOf(own), 1);
        const revealed = hintsBehindFaults[rule.id] ?? [];
        const after = found.filter((each) => !revealed.includes(each.rule)).flatMap((each) => findQuickFixes(each, next.snapshot).map((again) => offerOf(each, again)));
        expect(surplus(after, expected), fix.title).toEqual([]);
      }
    }
  });

  test('each of them leaves the comments of all lines that it does not take away', () => {
    const noted = commented(texts);
    const before = commentsIn(noted);
    const withComments = sessionOf(noted);
    const offered = findingsOf(withComments).flatMap((finding) => findQuickFixes(finding, withComments.snapshot));
    expect(offered.map(({ title }) => title)).toEqual(fixes.flatMap((each) => each.fixes.map(({ title }) => title)));
    for (const fix of offered) {
      const after = applied(noted, fix);
      const left = new Set(commentsIn(after));
      const gone = before.filter((comment) => !left.has(comment));
      const linesOf = (each: Texts): number => Object.values(each).reduce((sum, text) => sum + text.split('\n').length, 0);
      expect(gone.length, `${fix.title}: ${gone.join(', ')}`).toBeLessThanOrEqual(Math.max(0, linesOf(noted) - linesOf(after)));
    }
  });
});
