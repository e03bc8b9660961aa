import { describe, expect, test } from 'vitest';
import { defaultSettings, type ServerSettings } from '../../../server/src/protocol/settings.ts';
import { mergeFindings } from '../../../server/src/rules/mergeFindings.ts';
import type { Finding, ManifestRule, Rule } from '../../../server/src/rules/rule.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { runRules } from '../../../server/src/rules/runRules.ts';
import { TextFile } from '../../../server/src/text/textFile.ts';
import { findingsOf } from '../../harness/fixtures/checkFixture.ts';
import { sessionOf, yamlFilesOf } from '../../harness/fixtures/loadFixture.ts';
import { configMap } from '../../harness/memoryWorkspace.ts';

const kustomization = (name: string, path: string): string =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 10m\n  path: ${path}\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n`;

function head(id: string): Omit<ManifestRule, 'check'> {
  return { id, scope: 'manifest', kinds: ['Kustomization'], severity: 'error', since: '0.1.0', fix: 'none', evidence: 'test', summary: 'Test.', explain: '' };
}

function run(texts: Readonly<Record<string, string>>, rules: readonly Rule[], settings: Partial<ServerSettings> = {}, cache = new RuleCache()) {
  const session = sessionOf(texts);
  const log: string[] = [];
  const files = session.snapshot.repositories.map((repository) => ({ repository, files: yamlFilesOf(session) }));
  const findings = [...runRules({ rules, graph: session.snapshot.graph, files, settings: { ...defaultSettings, ...settings }, cache, log: (line) => log.push(line) }).values()].flat();
  return { findings, log };
}

const always: ManifestRule = { ...head('test/always'), check: (manifest, _context, report) => report({ span: manifest.root, message: `found ${manifest.name?.value ?? ''}` }) };

describe('runRules', () => {
  test('goes on after a rule that throws, and logs it once for each object', () => {
    const broken: ManifestRule = {
      ...head('test/broken'),
      check: (_manifest, _context, report) => {
        report({ span: { file: new TextFile('file:///x', 'x', ''), start: 0, end: 0 }, message: 'half done' });
        throw new Error('boom');
      },
    };
    const { findings, log } = run({ 'a.yaml': kustomization('a', './x'), 'x/b.yaml': '' }, [broken, always]);
    expect(findings.map(({ message }) => message)).toEqual(['found a']);
    expect(log).toHaveLength(1);
    expect(log[0]).toContain('rule test/broken failed on Kustomization a: Error: boom');
  });

  test('never points behind the end of a file', () => {
    const text = kustomization('b', './y');
    for (let length = 1; length < text.length; length++) {
      for (const { span } of findingsOf(sessionOf({ 'a.yaml': kustomization('a', './x'), 'x/b.yaml': text.slice(0, length) }))) expect(span.end).toBeLessThanOrEqual(span.file.text.length);
    }
  });

  test('takes levels from the settings, but never makes more of what the rule only hints at', () => {
    const hinting: ManifestRule = { ...head('test/hinting'), check: (manifest, _context, report) => report({ span: manifest.root, message: 'maybe', severity: 'hint' }) };
    const texts = { 'a.yaml': kustomization('a', './x'), 'x/b.yaml': '' };
    const severities = (rules: ServerSettings['rules']) => run(texts, [always, hinting], { rules }).findings.map(({ rule, severity }) => `${rule} ${severity}`);
    expect(severities({})).toEqual(['test/always error', 'test/hinting hint']);
    expect(severities({ 'test/always': 'info', 'test/hinting': 'error' })).toEqual(['test/always info', 'test/hinting hint']);
    expect(severities({ 'test/always': 'off' })).toEqual(['test/hinting hint']);
  });

  test('judges an unchanged object once', () => {
    let calls = 0;
    const counting: ManifestRule = {
      ...head('test/counting'),
      check: () => {
        calls++;
      },
    };
    const session = sessionOf({ 'a.yaml': kustomization('a', './x'), 'x/b.yaml': '', 'other.yaml': 'a: 1\n' });
    const cache = new RuleCache();
    const once = (): unknown => runRules({ rules: [counting], graph: session.snapshot.graph, files: [], settings: defaultSettings, cache, log: () => undefined });
    once();
    session.apply({ kind: 'text', uri: 'file:///fixture/other.yaml', text: 'a: 2\n' });
    once();
    expect(calls).toBe(1);
    session.apply({ kind: 'text', uri: 'file:///fixture/a.yaml', text: kustomization('a', './y') });
    once();
    expect(calls).toBe(2);
  });
});

describe('files that nothing reaches', () => {
  const entry = { 'clusters/prod/flux-system/gotk-sync.yaml': kustomization('flux-system', './clusters/prod') };

  test('get warnings where applied ones get errors', () => {
    const bad = kustomization('drafts', './nowhere').replace('10m', '1d');
    const found = findingsOf(sessionOf({ ...entry, 'drafts/ks.yaml': bad }));
    expect(found.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual(['flux/bad-duration warning']);
  });

  test('are left alone in hidden folders', () => {
    expect(findingsOf(sessionOf({ ...entry, '.archive/ks.yaml': kustomization('drafts', './nowhere').replace('10m', '1d') }))).toEqual([]);
  });

  test('may hold patches, which lack what whole objects have', () => {
    const patch = 'apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata:\n  name: app\nspec:\n  analysis:\n    threshold: 3\n';
    expect(findingsOf(sessionOf({ ...entry, 'drafts/patch.yaml': patch })).filter(({ rule }) => rule.startsWith('canary/'))).toEqual([]);
  });
});

describe('mergeFindings', () => {
  const file = new TextFile('file:///a.yaml', 'a.yaml', 'a: 1\nb: 2\n');
  const finding = (start: number, message: string, severity: Finding['severity']): Finding => ({ rule: 'test/x', severity, span: { file, start, end: start + 1 }, message, related: [], data: undefined });

  test('says once what two clusters find on one line, with the gravest verdict', () => {
    const merged = mergeFindings([finding(5, 'b', 'warning'), finding(0, 'a', 'hint'), finding(0, 'a', 'error'), finding(0, 'unresolved', 'hint')]);
    expect(merged.map(({ message, severity }) => `${message} ${severity}`)).toEqual(['a error', 'b warning']);
  });
});

describe('suppressions', () => {
  const texts = (line: string): Readonly<Record<string, string>> => ({ 'a.yaml': kustomization('a', './nowhere').replace('  path: ./nowhere', line) });

  test.each([
    ['on the line', '  path: ./nowhere # flightdeck-ignore kustomization/path-missing: made by CI'],
    ['above it', '  # flightdeck-ignore kustomization/path-missing\n  path: ./nowhere'],
    ['above it, among other comments', '  # flightdeck-ignore kustomization/path-missing\n  # The folder is made by CI.\n  path: ./nowhere'],
  ])('work %s', (_where, line) => {
    expect(findingsOf(sessionOf(texts(line)))).toEqual([]);
  });

  test('of another rule silence nothing and are told so', () => {
    const found = findingsOf(sessionOf(texts('  path: ./nowhere # flightdeck-ignore kustomization/suspended')));
    expect(found.map(({ rule }) => rule)).toEqual(['kustomization/path-missing', 'flightdeck/unused-suppression']);
  });

  test.each([
    ['without a rule', '# flightdeck-ignore'],
    ['with a colon before the rule', '# flightdeck-ignore: kustomization/path-missing'],
    ['with a space in the word', '# flightdeck ignore kustomization/path-missing'],
    ['of several rules', '# flightdeck-ignore kustomization/path-missing, kustomization/suspended: both'],
  ])('%s silence nothing, and are told how to be written', (_what, comment) => {
    const found = findingsOf(sessionOf(texts(`  path: ./nowhere ${comment}`)));
    expect(found.map(({ rule }) => rule)).toEqual(['kustomization/path-missing', 'flightdeck/unused-suppression']);
    expect(found[1]?.message).toBe('this ignores nothing: write `# flightdeck-ignore area/rule: reason`, one rule a comment');
  });

  test('of a misspelt rule are told the nearest one', () => {
    const found = findingsOf(sessionOf(texts('  path: ./nowhere # flightdeck-ignore kustomization/path-misssing')));
    expect(found.map(({ message }) => message)).toContain('no rule is called `kustomization/path-misssing`; nearest: `kustomization/path-missing`');
  });

  test('inside a text are no comments', () => {
    const text = `${kustomization('a', './x')}---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n  namespace: y\ndata:\n  z: |\n    # flightdeck-ignore kustomization/path-missing\n`;
    expect(findingsOf(sessionOf({ 'a.yaml': text, 'x/b.yaml': configMap('b', 'shop') }))).toEqual([]);
  });
});

describe('a name that nothing brings', () => {
  const child = (name: string, secret: string): string => kustomization(name, './apps').replace('  prune', `  postBuild:\n    substituteFrom:\n      - kind: Secret\n        name: ${secret}\n  prune`).replace('./apps', `./apps/${name}`);
  const texts = (last: string) => ({
    'clusters/prod/flux-system/gotk-sync.yaml': kustomization('flux-system', './clusters/prod'),
    ...Object.fromEntries(['a', 'b', 'c'].flatMap((name) => [[`clusters/prod/${name}.yaml`, child(name, 'cluster-secrets')], [`apps/${name}/x.yaml`, configMap(name, 'shop')]])),
    'clusters/prod/d.yaml': child('d', last),
    'apps/d/x.yaml': configMap('d', 'shop'),
  });

  test('is only a hint, since it may be made by hand', () => {
    const found = findingsOf(sessionOf(texts('other-secret')));
    expect(new Set(found.map(({ rule, severity }) => `${rule} ${severity}`))).toEqual(new Set(['kustomization/variable-source-missing hint']));
  });

  test('is a warning where it differs by a letter from the one that all others name', () => {
    const [found] = findingsOf(sessionOf(texts('cluster-secret'))).filter(({ severity }) => severity === 'warning');
    expect(found?.message).toBe('nothing in this workspace brings Secret cluster-secret in namespace flux-system; others name cluster-secrets');
  });
});
