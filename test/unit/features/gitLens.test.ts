// Git and cluster on one line: what a lens says of a Flux object when HEAD is not what the cluster has.
import { describe, expect, test } from 'vitest';
import { findCodeLenses, type Lens } from '../../../server/src/features/codeLens.ts';
import { noClusterFacts, type ClusterFacts } from '../../../server/src/protocol/clusterFacts.ts';
import type { GitRepositoryFacts } from '../../../server/src/protocol/gitFacts.ts';
import { defaultSettings } from '../../../server/src/protocol/settings.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const head = '9f8e1c2000000000000000000000000000000000';
const applied = '02fae5b000000000000000000000000000000000';

const workspace = memoryWorkspace(`${bootstrap('clusters/prod')}//- clusters/prod/apps.yaml\n${fluxKustomization('apps', './apps')}${bootstrap('clusters/dev')}//- clusters/dev/apps.yaml\n${fluxKustomization('apps', './apps')}//- apps/a.yaml\n${configMap('a', 'shop')}//- other/b.yaml\n${configMap('b', 'shop')}`);

const common = { state: 'ready', sentence: 'applied revision', reason: '', message: '', readyChangedAt: '', suspended: false, interval: '10m' } as const;

function factsOf(more: Partial<ClusterFacts> = {}, appliedRevision = `main@sha1:${applied}`): ClusterFacts {
  const kustomization = { ...common, namespace: 'flux-system', lastAppliedRevision: appliedRevision, lastAttemptedRevision: '', lastReconciledAt: ago(3), rootCause: '', waitsFor: [] };
  return {
    ...noClusterFacts(ago(0)),
    contextName: 'prod',
    connection: 'live',
    kustomizations: [
      { ...kustomization, name: 'flux-system', path: './clusters/prod', inventory: [] },
      { ...kustomization, name: 'apps', path: './apps', inventory: ['shop_a__ConfigMap', 'shop_b__ConfigMap'] },
    ],
    sources: [{ ...common, namespace: 'flux-system', name: 'flux-system', kind: 'GitRepository', revision: `main@sha1:${applied}`, fetchedAt: ago(6) }] as unknown as ClusterFacts['sources'],
    ...more,
  };
}

const repository = (more: Partial<GitRepositoryFacts> = {}): GitRepositoryFacts => ({ rootUri: 'file:///w/repo', head, branch: 'main', unpushed: 0, uncommitted: [], relations: [{ commit: applied, ahead: 2, behind: 0 }], ...more });

function lensesOf(facts: ClusterFacts, git: readonly GitRepositoryFacts[], path = 'clusters/prod/apps.yaml'): readonly Lens[] {
  const file = workspace.session.snapshot.file(`file:///w/repo/${path}`);
  return file === undefined ? [] : findCodeLenses(workspace.session.snapshot, file, { facts, git, now });
}

const titles = (lenses: readonly Lens[]) => lenses.map(({ title }) => title);
const gitWords = (git: GitRepositoryFacts, facts = factsOf()) => titles(lensesOf(facts, [git])).find((title) => title.startsWith('$(git-commit)'))?.replace('$(git-commit) ', '');

describe('the lens over a Kustomization', () => {
  test('says readiness, revision, age, count and next run', () => {
    expect(titles(lensesOf(factsOf(), [repository({ head: applied })]))).toEqual(['$(pass-filled) Ready · main@02fae5b · 3 min ago · 2 objects · next run in 7 min', 'Reconcile', 'Rendered', 'Compare Live', 'applied by flux-system · clusters/prod']);
    expect(gitWords(repository({ head: applied }))).toBeUndefined();
  });

  test('is switched off by itself; what the folder becomes stays', () => {
    const { session } = workspace;
    try {
      session.apply({ kind: 'settings', settings: { ...defaultSettings, lenses: { ...defaultSettings.lenses, state: false } } });
      expect(titles(lensesOf(factsOf(), [repository()])).filter((title) => /Ready|HEAD|Reconcile/.test(title))).toEqual([]);
      expect(titles(lensesOf(factsOf(), [repository()]))).toContain('Rendered');
    } finally {
      session.apply({ kind: 'settings', settings: defaultSettings });
    }
  });

  test('says nothing of time where what it says is old', () => {
    expect(titles(lensesOf(factsOf({ connection: 'stale' }), [repository()]))[0]).toBe('$(pass-filled) Ready · main@02fae5b · 2 objects · as of 12:00 UTC');
    expect(gitWords(repository(), factsOf({ connection: 'stale' }))).toBeUndefined();
  });

  test('says that HEAD is not applied, and how far the source is; a click fetches and applies', () => {
    expect(gitWords(repository())).toBe('your HEAD 9f8e1c2 is not applied yet (source fetched 02fae5b, 6 min ago)');
    const lens = lensesOf(factsOf(), [repository()]).find(({ title }) => title.startsWith('$(git-commit)'));
    expect(lens).toMatchObject({ command: 'flightdeck.reconcileWithSource', argument: { kind: 'Kustomization', namespace: 'flux-system', name: 'apps', contextName: 'prod' } });
    const fetched = factsOf({ sources: factsOf().sources.map((source) => ({ ...source, revision: `main@sha1:${head}` })) });
    expect(gitWords(repository(), fetched)).toBe('your HEAD 9f8e1c2 is not applied yet (the source has it, 6 min ago)');
  });

  test.each<[string, Partial<GitRepositoryFacts>]>([
    ['your HEAD 9f8e1c2 is not pushed', { unpushed: 2 }],
    ['your HEAD 9f8e1c2 is not applied yet (source fetched 02fae5b, 6 min ago), 1 commit not pushed', { unpushed: 1 }],
    ['the cluster has 3 commits that are not here: pull', { relations: [{ commit: applied, ahead: 0, behind: 3 }] }],
    ['your HEAD 9f8e1c2 is not applied yet (source fetched 02fae5b, 6 min ago), and the cluster has 1 commit that HEAD has not', { relations: [{ commit: applied, ahead: 2, behind: 1 }] }],
    ['the cluster follows main, you are on try-it', { branch: 'try-it' }],
    ['the cluster has 02fae5b, which is not in this clone: fetch', { relations: [] }],
    ['1 uncommitted file', { head: applied, uncommitted: ['apps/a.yaml', 'other/b.yaml'] }],
  ])('%s', (words, git) => {
    expect(gitWords(repository(git))).toBe(words);
  });

  test('only what reconciling would change is a click on it', () => {
    const lens = lensesOf(factsOf(), [repository({ unpushed: 2 })]).find(({ title }) => title.startsWith('$(git-commit)'));
    expect(lens?.command).toBe('');
  });

  test('speaks of the connected cluster only in files of that cluster', () => {
    expect(titles(lensesOf(factsOf(), [repository()], 'clusters/dev/apps.yaml')).filter((title) => /Ready|HEAD|Reconcile/.test(title))).toEqual([]);
  });
});
