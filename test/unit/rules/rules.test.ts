import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allRules } from '../../../server/src/rules/index.ts';
import { pageHeadings } from '../../../server/src/rules/rulePage.ts';
import { checkFixture } from '../../harness/fixtures/checkFixture.ts';
import { readTexts } from '../../harness/fixtures/loadFixture.ts';
import { ruleCatalogue } from '../../harness/fixtures/ruleCatalogue.ts';
import { rulePages, ruleNames } from '../../harness/fixtures/rulePages.ts';

const root = new URL('../../..', import.meta.url).pathname;
const fixtures = join(root, 'test/fixtures/rules');
const factBook = join(root, '../shared/FACTS.md');
const ruleFolder = join(root, 'server/src/rules');

/** `area/name` of everything two levels below a folder. */
function idsBelow(folder: string, strip = ''): readonly string[] {
  return readdirSync(folder)
    .filter((area) => statSync(join(folder, area)).isDirectory())
    .flatMap((area) => readdirSync(join(folder, area)).map((name) => `${area}/${name.replace(strip, '')}`));
}

describe('the table of rules', () => {
  test('is sorted and has each id once', () => {
    const ids = allRules.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  test('has every rule file, and no other', () => {
    const files = idsBelow(ruleFolder, '.ts').filter((id) => / (?:Manifest|File|Graph)Rule = /.test(readFileSync(join(ruleFolder, `${id}.ts`), 'utf8')));
    expect(files.sort()).toEqual(allRules.map(({ id }) => id));
  });

  test('has fixtures for every rule, and none without a rule', () => {
    expect(idsBelow(fixtures).toSorted()).toEqual(allRules.map(({ id }) => id));
    for (const { id } of allRules) expect(readdirSync(join(fixtures, id)).sort(), id).toEqual(['bad', 'good']);
  });
});

describe('the catalogue', () => {
  test('names only rules that are there, each code once, and says why where there is none', () => {
    const ids = new Set(allRules.map(({ id }) => id));
    expect(ruleCatalogue.map(({ code }) => code)).toEqual([...new Set(ruleCatalogue.map(({ code }) => code))]);
    for (const { code, rules, absent } of ruleCatalogue) {
      expect(rules.filter((id) => !ids.has(id)), code).toEqual([]);
      expect(rules.length > 0 || absent !== undefined, code).toBe(true);
    }
  });

  test.skipIf(!existsSync(factBook))(`has every row of E1 to E6 of the fact-book${existsSync(factBook) ? '' : ' (skipped: ../shared is not beside this checkout)'}`, () => {
    const text = readFileSync(factBook, 'utf8');
    const codes = [...text.slice(text.indexOf('## E1.'), text.indexOf('## E7.')).matchAll(/^\| ([A-Z]{3}\d{3}) \|/gm)].map(([, code]) => code);
    expect(ruleCatalogue.map(({ code }) => code)).toEqual(codes);
  });
});

describe.each(allRules)('$id', (rule) => {
  test('has a page with all headings, evidence and a sentence', () => {
    expect(rule.explain.split('\n').filter((line) => line.startsWith('## ')).map((line) => line.slice(3))).toEqual([...pageHeadings]);
    expect(rule.explain).not.toMatch(/## [^\n]+\n\n\n/);
    expect(rule.evidence).not.toBe('');
    expect(rule.summary).toMatch(/^[A-Z`].*\.$/);
    expect(rule.since).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('finds what its bad fixture marks, and no other rule does', () => {
    const { findings, report } = checkFixture(join(fixtures, rule.id, 'bad'));
    expect(report).toBe('');
    expect([...new Set(findings.map((finding) => finding.rule))]).toEqual([rule.id]);
    for (const { message } of findings) expect(message, 'starts low and has no final stop').toMatch(/^(?![A-Z][a-z]+ [a-z]+ is wrong).*[^.]$/s);
  });

  test('is silent on its good fixture, as all rules are', () => {
    expect(checkFixture(join(fixtures, rule.id, 'good')).report).toBe('');
  });
});

describe('what `npm run generate` writes', () => {
  const stale = 'stale: run `npm run generate`';

  test('has a fresh page for every rule, and no other page', () => {
    const pages = rulePages(root);
    const written = Object.keys(readTexts(join(root, 'server/docs/rules'))).sort();
    expect(written, stale).toEqual([...pages.keys()].sort());
    for (const [name, text] of pages) expect(readFileSync(join(root, 'server/docs/rules', name), 'utf8'), `${name} is ${stale}`).toBe(text);
  });

  test('has every rule in the setting `flightdeck.rules`', () => {
    const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(JSON.stringify(manifest).includes(JSON.stringify({ propertyNames: ruleNames() }).slice(1, -1)), stale).toBe(true);
  });
});
