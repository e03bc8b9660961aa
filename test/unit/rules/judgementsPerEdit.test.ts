import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { allRules } from '../../../server/src/rules/index.ts';
import type { Rule } from '../../../server/src/rules/rule.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { runRules } from '../../../server/src/rules/runRules.ts';
import type { Session } from '../../../server/src/workspace/session.ts';
import { readTexts, sessionOf, type Texts } from '../../harness/fixtures/loadFixture.ts';

/** Runs rules again and again over a session, and tells how often each of them was asked since. */
class CountingRuns {
  readonly #session: Session;
  readonly #cache = new RuleCache();
  readonly #rules: readonly Rule[];
  readonly #counts = new Map<string, number>();

  constructor(session: Session, rules: readonly Rule[]) {
    this.#session = session;
    this.#rules = rules.map((rule) => this.#counted(rule));
    this.#run();
  }

  /** How often each rule judges something in the next run. */
  next(): ReadonlyMap<string, number> {
    this.#counts.clear();
    this.#run();
    return this.#counts;
  }

  #run(): void {
    const { graph, repositories, settings } = this.#session.snapshot;
    const files = repositories.map((repository) => ({ repository, files: repository.tree.selectYamlFiles((file) => (file.path === elsewhere ? undefined : file)) }));
    runRules({ rules: this.#rules, graph, files, settings, cache: this.#cache, log: (line) => expect.fail(line) });
  }

  #counted(rule: Rule): Rule {
    const count = (): void => void this.#counts.set(rule.id, (this.#counts.get(rule.id) ?? 0) + 1);
    switch (rule.scope) {
      case 'manifest':
        return { ...rule, check: counting(count, (...of: Parameters<typeof rule.check>) => rule.check(...of)) };
      case 'file':
        return { ...rule, check: counting(count, (...of: Parameters<typeof rule.check>) => rule.check(...of)) };
      case 'graph':
        return { ...rule, check: counting(count, (...of: Parameters<typeof rule.check>) => rule.check(...of)) };
    }
  }
}

function counting<A extends readonly unknown[]>(count: () => void, check: (...of: A) => void): (...of: A) => void {
  return (...of) => {
    count();
    check(...of);
  };
}

/** A file that no rule looks at and no build reads. */
const elsewhere = 'zz-elsewhere/notes.yaml';
const note = (text: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: notes\ndata:\n  text: ${text}\n`;

const fixtures = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'fixtures', 'rules');
const fixtureRules = readdirSync(fixtures).flatMap((area) => readdirSync(join(fixtures, area)).map((rule) => `${area}/${rule}`));

/** Rules that look through all files of a source to find what was meant, where a path is at fault. */
const lookThroughFiles: ReadonlySet<string> = new Set(['kustomization/path-excluded', 'kustomization/path-missing']);

describe('an edit that a rule has nothing to do with makes it judge nothing again, also where it has findings', () => {
  test.each(fixtureRules)('%s', (id) => {
    const rule = allRules.find((each) => each.id === id);
    if (rule === undefined || lookThroughFiles.has(id)) return;
    for (const kind of ['bad', 'good']) {
      const session = sessionOf({ ...readTexts(join(fixtures, id, kind)), [elsewhere]: note('one') });
      const runs = new CountingRuns(session, [rule]);
      session.apply({ kind: 'text', uri: `file:///fixture/${elsewhere}`, text: note('two') });
      expect(runs.next().get(id) ?? 0, `${id} reads of the workspace what is not followed (see trackedCluster.ts and trackedFileContext.ts), so each keystroke would make it judge ${kind} fixtures anew`).toBe(0);
    }
  });
});

const kustomization = (name: string, path: string, more = ''): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 10m\n  path: ${path}\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n${more}`;

/**
 * A repository with a number of apps, each with something of every area: a release, a canary, patches. In the first few,
 * references name nothing: they are judged again when any object of that kind changes, which may be the one that was meant.
 */
function manyApps(count: number): Texts {
  const texts: Record<string, string> = {
    'clusters/one/flux-system/gotk-sync.yaml': `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: flux-system\n  namespace: flux-system\nspec:\n  interval: 1m\n  ref:\n    branch: main\n  url: https://git.example/fleet\n---\n${kustomization('flux-system', './clusters/one')}`,
    'clusters/one/flagger.yaml': 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: flagger\n  namespace: flux-system\nspec:\n  interval: 1h\n  chart:\n    spec:\n      chart: flagger\n      version: 1.x\n      sourceRef:\n        kind: HelmRepository\n        name: flagger\n  values:\n    meshProvider: istio\n',
    'apps/common.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: common\n',
  };
  for (let index = 0; index < count; index++) {
    const name = `app-${String.fromCharCode(97 + Math.floor(index / 26))}${String.fromCharCode(97 + (index % 26))}`;
    const isWrong = index < wrongApps;
    texts[`clusters/one/${name}.yaml`] = kustomization(name, `./apps/${name}`, `${isWrong ? `  postBuild:\n    substituteFrom:\n      - kind: ConfigMap\n        name: variables-of-${name}\n` : ''}  patches:\n    - target:\n        kind: Job\n      patch: |\n        - op: remove\n          path: /spec/suspend\n`);
    texts[`apps/${name}/kustomization.yaml`] = `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: ${name}\nresources:\n  - ../common.yaml\n  - app.yaml\n  - canary.yaml\n  - release.yaml\n  - settings.yaml\nimages:\n  - name: none.example/image\n    newTag: "1"\npatches:\n  - target:\n      kind: Deploymnet\n    patch: |\n      - op: replace\n        path: /spec/replicas\n        value: 3\n`;
    texts[`apps/${name}/forgotten.yaml`] = note(name);
    texts[`apps/${name}/settings.yaml`] = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  text: one\n`;
    texts[`apps/${name}/app.yaml`] = `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app\nspec:\n  selector:\n    matchLabels:\n      app: ${name}\n  template:\n    metadata:\n      labels:\n        app: ${name}\n    spec:\n      containers:\n        - name: main\n          image: registry.example/${name}:1.0 # {"$imagepolicy": "flux-system:${name}"}\n`;
    texts[`apps/${name}/canary.yaml`] = `apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata:\n  name: app\nspec:\n  targetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: app\n  service:\n    port: 80\n  analysis:\n    interval: 1m\n    threshold: 5\n    maxWeight: 50\n    stepWeight: 10\n    metrics:\n      - name: missing-${name}\n        templateRef:\n          name: missing-${name}\n        interval: 1m\n        thresholdRange:\n          max: 1\n    webhooks:\n      - name: load\n        url: http://loadtester-${name}.test/\n`;
    texts[`apps/${name}/release.yaml`] = `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: release\nspec:\n  interval: 1h\n${isWrong ? `  dependsOn:\n    - name: nothing-${name}\n` : ''}  chart:\n    spec:\n      chart: podinfo\n      version: 1.x\n      sourceRef:\n        kind: HelmRepository\n        name: missing-${name}\n`;
  }
  return texts;
}

/** Apps with references that name nothing. */
const wrongApps = 5;

/** Rules that find something missing in each of these apps: what comes or goes may be what was meant, or the patch's target. */
const lookForWhatWasMeant: ReadonlySet<string> = new Set(['canary/metric-template-missing', 'canary/webhook-host-missing', 'helm/source-missing', 'image/marker-malformed', 'kustomization/patch-hits-nothing']);

/** Files of one app: more than this no rule need judge after an edit in it. */
const objectsOfOneApp = 12;

/** How often each rule judges something after one text of a file was replaced, for each rule that judges at all. */
function countsAfter(texts: Texts, path: string, from: string, to: string): readonly (readonly [string, number])[] {
  const before = texts[path] ?? '';
  expect(before).toContain(from);
  const session = sessionOf(texts);
  // Each rule by itself: together, a rule that reads too widely makes the others judge its objects anew, too.
  const runs = allRules.map((rule) => new CountingRuns(session, [rule]));
  session.apply({ kind: 'text', uri: `file:///fixture/${path}`, text: before.replace(from, to) });
  return runs.flatMap((each) => [...each.next()]);
}

/** Apps that name Secrets which nothing in Git makes, beside one that is there, and whose own namespace is overridden. */
function appsWithSecrets(count: number): Texts {
  const { 'clusters/one/flux-system/gotk-sync.yaml': sync = '' } = manyApps(0);
  const texts: Record<string, string> = { 'clusters/one/flux-system/gotk-sync.yaml': sync, 'clusters/one/plain.yaml': kustomization('plain', './plain'), 'plain/all.yaml': ['one', 'two', 'three'].map((name) => `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: ${name}\n  namespace: app-ah-live\n`).join('---\n') };
  for (let index = 0; index < count; index++) {
    const name = `app-${String.fromCharCode(97 + Math.floor(index / 26))}${String.fromCharCode(97 + (index % 26))}`;
    texts[`clusters/one/${name}.yaml`] = kustomization(name, `./apps/${name}`, `  targetNamespace: ${name}-live\n`);
    texts[`apps/${name}/kustomization.yaml`] = `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: idle-${name}\nresources:\n  - app.yaml\n  - secret.yaml\n`;
    texts[`apps/${name}/secret.yaml`] = `apiVersion: v1\nkind: Secret\nmetadata:\n  name: known-${name}\nstringData:\n  text: one\n`;
    texts[`apps/${name}/app.yaml`] = `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app\nspec:\n  selector:\n    matchLabels:\n      app: ${name}\n  template:\n    metadata:\n      labels:\n        app: ${name}\n    spec:\n      containers:\n        - name: main\n          image: registry.example/${name}:1.0\n          envFrom:\n            - secretRef:\n                name: outside-${name}\n`;
  }
  return texts;
}

describe('where workloads name Secrets that nothing in Git makes, and the own namespace of apps is overridden', () => {
  const texts = appsWithSecrets(40);
  test.each([
    ['the data of one Secret', 'apps/app-ah/secret.yaml', 'text: one', 'text: two'],
    ['the name of one Secret', 'apps/app-ah/secret.yaml', 'known-app-ah', 'other-app-ah'],
    ['an object more in a namespace that is there', 'plain/all.yaml', 'apiVersion: v1', 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: more\n  namespace: app-ah-live\n---\napiVersion: v1'],
  ])('%s', (_, ...edit) => {
    expect(countsAfter(texts, ...edit).filter(([, count]) => count > objectsOfOneApp), 'these rules judge what the edit does not concern').toEqual([]);
  });
});

describe('in a repository of many apps, an edit in one makes each rule judge no more than that app', () => {
  const texts = manyApps(40);
  const edits: readonly (readonly [string, string, string])[] = [
    ['apps/app-ah/settings.yaml', 'text: one', 'text: two'],
    ['apps/app-ah/app.yaml', ':1.0', ':1.1'],
    ['apps/app-ah/canary.yaml', 'stepWeight: 10', 'stepWeight: 20'],
    ['apps/app-ah/release.yaml', 'version: 1.x', 'version: 2.x'],
    ['apps/app-ah/kustomization.yaml', 'newTag: "1"', 'newTag: "2"'],
    ['clusters/one/app-ah.yaml', 'interval: 10m', 'interval: 20m'],
  ];
  test.each(edits)('%s: %s → %s', (...edit) => {
    expect(countsAfter(texts, ...edit).filter(([, count]) => count > objectsOfOneApp), 'these rules judge what the edit does not concern').toEqual([]);
  });
  test('also one that takes all objects of an app away, with their namespace', () => {
    const counts = countsAfter(texts, 'clusters/one/app-ah.yaml', 'path: ./apps/app-ah', 'path: ./apps/nowhere');
    expect(counts.filter(([id, count]) => count > objectsOfOneApp && !lookForWhatWasMeant.has(id)), 'these rules judge what the edit does not concern').toEqual([]);
  });
});
