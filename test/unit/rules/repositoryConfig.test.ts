// `.flightdeck.yaml`: the same levels, sources and silent paths in the editor and in a pipeline.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../../server/src/cli/runCli.ts';
import { checkWorkspace } from '../../../server/src/rules/checkWorkspace.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { findingsOf } from '../../harness/fixtures/checkFixture.ts';
import { memoryWorkspace } from '../../harness/memoryWorkspace.ts';
import { sessionOf, type Texts } from '../../harness/fixtures/loadFixture.ts';

const kustomization = (name: string, path: string, source = 'flux-system') => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${name}
  namespace: flux-system
spec:
  interval: 10m
  path: ${path}
  prune: true
  sourceRef:
    kind: GitRepository
    name: ${source}
`;
const texts: Texts = { 'clusters/prod/apps.yaml': kustomization('apps', './no-such-folder') };
const missing = 'kustomization/path-missing';
const findings = (config: string, more: Texts = {}) => findingsOf(sessionOf({ ...texts, ...more, '.flightdeck.yaml': config })).filter(({ rule }) => rule === missing || rule === 'flightdeck/bad-config').map(({ rule, severity }) => `${rule} ${severity}`);

describe('levels and ignored paths', () => {
  test('without a file the rule’s own level holds', () => {
    expect(findings('')).toEqual([`${missing} error`]);
  });
  test.each(['warning', 'info', 'hint'])('a level of %s', (level) => {
    expect(findings(`rules:\n  ${missing}: ${level}\n`)).toEqual([`${missing} ${level}`]);
  });
  test('a rule of the connected cluster is known, a misspelt one is not', () => {
    expect(findings('rules:\n  cluster/not-ready: off\n  canary/rolled-back: info\n')).toEqual([`${missing} error`]);
    expect(findings('rules:\n  cluster/not-redy: off\n')).toContain('flightdeck/bad-config warning');
  });
  test('off, as YAML 1.1 would read a boolean', () => {
    expect(findings(`rules:\n  ${missing}: off\n`)).toEqual([]);
  });
  test('paths whose findings are not told', () => {
    expect(findings('ignore: [clusters/prod/]\n')).toEqual([]);
    expect(findings('ignore: |\n  clusters/*\n  !clusters/prod/\n')).toEqual([`${missing} error`]);
    expect(findings('ignore:\n  - staging/\n')).toEqual([`${missing} error`]);
  });
  test.each(['[', 'just words', 'rules: 3', 'rules:\n  - a', 'ignore: {a: b}', 'sources: [a]', ': :', '\t'])('%j breaks nothing: the file is told, the rest is checked', (config) => {
    expect(findings(config)).toContain(`${missing} error`);
    expect(findings(config)).toContain('flightdeck/bad-config warning');
  });
});

test.each(['https:/', '"https:"', 'file:////', '"\\ud800"', '"%"', '..'])('a source at %s, as it stands while an address is typed, breaks nothing', (folder) => {
  expect(findings(`sources:\n  flux-system/flux-system: ${folder}\n`)).toEqual([`${missing} error`]);
});

describe('sources', () => {
  let folder = '';
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'flightdeck config-'));
    write('fleet/apps.yaml', `${kustomization('shop', './deploy', 'shop')}---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: shop\n  namespace: flux-system\nspec:\n  interval: 1m\n  url: https://example.com/shop\n  ref:\n    branch: main\n`);
    write('shop/deployed/web.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  namespace: shop\n');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function check(): Promise<{ code: number; rules: readonly string[] }> {
    let out = '';
    const code = await runCli(['check', 'fleet', '--format', 'json'], { cwd: folder, stdin: Readable.from([]), out: (text) => (out += text), err: () => undefined });
    const report: unknown = JSON.parse(out);
    const listed: unknown = typeof report === 'object' && report !== null && 'findings' in report ? report.findings : [];
    return { code, rules: Array.isArray(listed) ? listed.map((finding: unknown) => String(typeof finding === 'object' && finding !== null && 'code' in finding ? finding.code : '')) : [] };
  }

  test('a repository beside this one is known by its folder: what is wrong in it becomes visible', async () => {
    expect((await check()).rules).not.toContain(missing);
    write('fleet/.flightdeck.yaml', 'sources:\n  flux-system/shop: ../shop\n');
    const { code, rules } = await check();
    expect(rules).toContain(missing);
    expect(code).toBe(1);
  });

  test.each(['/', '../..', '..', '../../elsewhere'])('a folder that is not beside the repository (%s) is not read: a pipeline also checks what strangers propose', async (place) => {
    write('fleet/.flightdeck.yaml', `sources:\n  flux-system/shop: ${place}\n`);
    expect((await check()).rules).not.toContain(missing);
  });
});

test('of two repositories that name one source, the one whose folder does not count is told so', () => {
  const configured = (shop: string, fleet: string) => memoryWorkspace(`//- [fleet] .flightdeck.yaml\nsources:\n  flux-system/shop: ${fleet}\n//- [shop] .flightdeck.yaml\nsources:\n  flux-system/shop: ${shop}\n//- [fleet] a/x.yaml\na: b\n//- [shop] b/x.yaml\na: b\n`).snapshot;
  const told = (shop: string, fleet: string) => [...checkWorkspace(configured(shop, fleet), new RuleCache(), (message) => expect.unreachable(message)).values()].flat().map(({ span, message }) => `${span.file.uri} ${message}`);
  expect(told('./b', './a')).toEqual(['file:///w/fleet/.flightdeck.yaml `.flightdeck.yaml` of shop names another folder for `flux-system/shop`, and that one counts']);
  expect(told('./b', '../shop/b')).toEqual([]);
});
