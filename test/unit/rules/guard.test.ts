// What the facts about the cluster say on a line of Git: the version of a failed rollout for each way to set an image, versions that wait, and Canaries that cannot start.
import { describe, expect, test } from 'vitest';
import { compareImages, writeAlike } from '../../../server/src/flagger/imageReferences.ts';
import type { WorkspaceGraph } from '../../../server/src/graph/graph.ts';
import { noClusterFacts, type CanaryFacts, type ChartChange, type ClusterFacts } from '../../../server/src/protocol/clusterFacts.ts';
import { listRolledBackImages } from '../../../server/src/features/rolledBack.ts';
import { findQuickFixes } from '../../../server/src/features/quickFixes/index.ts';
import { findGuarded } from '../../../server/src/rules/cluster/guard.ts';
import { rolledBackRule } from '../../../server/src/rules/cluster/rolledBackImages.ts';
import { fixWay, guardFindings, guardWays, isByChart, isByHelm, lineOf, markedLine, openWay, readWay, saysOf } from '../../harness/guardWays.ts';

const image = (version: string): string => `registry.invalid/web:${version}`;

function factsOf(canary: Partial<CanaryFacts>, more: Partial<ClusterFacts> = {}): ClusterFacts {
  const web: CanaryFacts = {
    namespace: 'guard-way', name: 'web', phase: 'Failed', suspended: false, weight: 0, iterations: 0, failedChecks: 0, lastTransitionTime: '',
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    primaryImages: { web: image('1.0.0') }, canaryImages: { web: image('1.1.0') }, failureReason: 'success rate 61 % < 99 %', ...canary,
  };
  return { ...noClusterFacts('2026-11-29T01:00:00Z'), contextName: 'dev', connection: 'live', canaries: [web], ...more };
}

const helm = { targetRelease: { namespace: 'guard-way', name: 'web' } };
const raised: ChartChange = { name: 'web', newest: { version: '1.1.0', appVersion: '1.1.0' }, previous: { version: '1.0.0', appVersion: '1.0.0' }, isByChartAlone: true };
const byChart = (chart: Partial<ChartChange> = {}) => ({ targetRelease: { ...helm.targetRelease, chart: { ...raised, ...chart } } });
const madeBy = (way: string) => (isByChart(way) ? byChart() : isByHelm(way) ? helm : {});

describe.each(guardWays)('%s', (way) => {
  const texts = readWay(way);
  const session = openWay(texts);
  const failed = factsOf(madeBy(way));

  test('the version of the failed rollout is found on its line, and the fix brings the old one back', () => {
    const [finding, ...others] = guardFindings(session, failed);
    expect(others).toEqual([]);
    if (finding === undefined) throw new Error('nothing was found');
    expect(finding).toMatchObject({ rule: rolledBackRule, severity: 'warning', message: `${saysOf(way)} \`registry.invalid/web:1.1.0\`, the cluster serves \`registry.invalid/web:1.0.0\`: the rollout failed (success rate 61 % < 99 %)` });
    expect(lineOf(finding)).toBe(markedLine(texts));
    const fixed = fixWay(texts, session, finding);
    // Exactly that text has changed: everything else, comments too, is as it was.
    expect(fixed).toEqual(readWay(way, (text) => text.replace(/^(.*)1\.1\.0(.*# here)$/m, '$11.0.0$2')));
    expect(guardFindings(openWay(fixed), failed).map(({ rule }) => rule)).toEqual([]);
    // The views are told where it was put back, until the cluster has it.
    const told = (facts: ClusterFacts) => listRolledBackImages(openWay(fixed).snapshot.graph, facts).map(({ isPutBack, serving, desired, place }) => [isPutBack, serving, desired, `${place.uri.replace('file:///w/', '')}:${place.range.start.line + 1}`]);
    expect(told(failed)).toEqual([[true, image('1.0.0'), image('1.1.0'), markedLine(texts)]]);
    expect(told({ ...failed, canaries: failed.canaries.map((canary) => ({ ...canary, canaryImages: { web: image('1.0.0') } })) })).toEqual([]);
    expect(listRolledBackImages(session.snapshot.graph, failed).map(({ isPutBack }) => isPutBack)).toEqual([undefined]);
  });

  test.each(['', 'Initializing', 'Initialized', 'Waiting', 'Progressing', 'WaitingPromotion', 'Promoting', 'Finalising', 'Succeeded', 'Terminating', 'Terminated'])('nobody is accused in phase "%s"', (phase) => {
    expect(guardFindings(session, factsOf({ ...madeBy(way), phase }))).toEqual([]);
  });

  test('nobody is accused after a roll-back by hand, or with a version of which nothing is known', () => {
    const more = madeBy(way);
    expect(guardFindings(session, factsOf({ ...more, canaryImages: { web: image('1.0.0') } })).filter(({ rule }) => rule === rolledBackRule)).toEqual([]);
    expect(guardFindings(session, factsOf({ ...more, canaryImages: {} }))).toEqual([]);
    expect(guardFindings(session, factsOf({ ...more, primaryImages: {} }))).toEqual([]);
    expect(guardFindings(session, { ...failed, connection: 'none' })).toEqual([]);
  });

  test('images that differ only in form are the same', () => {
    const digest = `@sha256:${'a'.repeat(64)}`;
    const more = madeBy(way);
    expect(guardFindings(session, factsOf({ ...more, canaryImages: { web: image('1.1.0') + digest }, primaryImages: { web: image('1.1.0') } }))).toEqual([]);
    expect(guardFindings(session, factsOf({ ...more, primaryImages: { web: `registry.invalid/web${digest}` } }))).toEqual([]);
    // The failed version is found also where admission has added a digest to it.
    expect(guardFindings(session, factsOf({ ...more, canaryImages: { web: image('1.1.0') + digest } })).map(lineOf)).toEqual([markedLine(texts)]);
  });
});

describe('the default of a chart in the workspace', () => {
  const found = (change: (path: string, text: string) => string) => {
    const { fleet } = readWay('helm-chart-default');
    const session = openWay({ fleet: Object.fromEntries(Object.entries(fleet).map(([path, text]) => [path, change(path, text)])), shop: {} });
    return guardFindings(session, factsOf(helm)).map((finding) => `${lineOf(finding)} ${findQuickFixes(finding, session.snapshot).some(({ edits }) => edits.length > 0) ? 'fix' : 'no fix'}`);
  };
  const line = 'fleet/charts/web/values.yaml:3';

  test.each([
    ['as it is', (_path: string, text: string) => text, [`${line} fix`]],
    ['a chart that stands still until its version is raised is not put back by this text alone', (_path: string, text: string) => text.replace('      reconcileStrategy: Revision\n', ''), [`${line} no fix`]],
    ['what the release sets is no default any more', (path: string, text: string) => (path.endsWith('release.yaml') ? text.replace('  values:\n', '  values:\n    image:\n      tag: 1.0.9\n') : text), []],
    ['values that only the cluster has may set it', (path: string, text: string) => (path.endsWith('release.yaml') ? text.replace('  values:\n', '  valuesFrom:\n    - kind: Secret\n      name: more\n  values:\n') : text), []],
    ['other values files are not looked at', (path: string, text: string) => (path.endsWith('release.yaml') ? text.replace('      interval: 1h\n', '      interval: 1h\n      valuesFiles: [other.yaml]\n') : text), []],
    ['a chart of another source is not this one', (path: string, text: string) => (path.endsWith('release.yaml') ? text.replace('name: fleet', 'name: other') : text), []],
    ['an empty tag stands for the version of the app', (path: string, text: string) => (path.endsWith('Chart.yaml') ? `${text}appVersion: "1.1.0"\n` : path.endsWith('values.yaml') ? text.replace('1.1.0 # here', '""') : text), ['fleet/charts/web/Chart.yaml:4 fix']],
    ['an empty tag of something else does not', (path: string, text: string) => (path.endsWith('Chart.yaml') ? `${text}appVersion: "1.1.0"\n` : path.endsWith('values.yaml') ? text.replace('registry.invalid/web', 'registry.invalid/other').replace('1.1.0 # here', '""') : text), []],
  ] as const)('%s', (_what, change, expected) => {
    expect(found(change)).toEqual(expected);
  });
});

describe('the version of a chart that lies elsewhere', () => {
  const found = (way: string, canary: Partial<CanaryFacts>, change: (text: string) => string = (text) => text) => {
    const { fleet } = readWay(way);
    const session = openWay({ fleet: Object.fromEntries(Object.entries(fleet).map(([path, text]) => [path, path.endsWith('release.yaml') ? change(text) : text])), shop: {} });
    return guardFindings(session, factsOf(canary)).map((finding) => `${finding.message.split('`')[0] ?? ''}${lineOf(finding)} ${findQuickFixes(finding, session.snapshot)[0]?.title ?? ''}`);
  };
  const chartLine = 'chart fleet/app/release.yaml:18';
  const ociLine = 'chart fleet/app/release.yaml:13';
  const unlike: Partial<ChartChange> = { newest: { version: '1.1.0', appVersion: '' }, previous: { version: '1.0.0', appVersion: '' } };

  test.each([
    ['as it is', byChart(), [`${chartLine} Put back chart web 1.0.0`]],
    ['values may have changed too, but the app has the version of the image', byChart({ isByChartAlone: false }), [`${chartLine} Put back chart web 1.0.0`]],
    ['a chart that does not say what app it brings, and a value that may be older', byChart(unlike), []],
    ['the same with other values: they may have brought the image', byChart({ ...unlike, isByChartAlone: false }), []],
    ['the chart before brings another image than the one that serves: it failed too', byChart({ previous: { version: '1.0.9', appVersion: '1.0.9' } }), []],
    ['both releases had the same chart', helm, ['Git says fleet/app/release.yaml:25 Put back 1.0.0']],
  ])('%s', (_what, canary, expected) => {
    expect(found('helm-chart-version', canary)).toEqual(expected);
  });

  const alone = (text: string): string => text.replace('    sidecar:\n      tag: 1.1.0\n', '    replicas: 2\n');
  test.each([
    ['another chart is asked for by now', byChart(), (text: string) => text.replace('1.1.0 # here', '1.2.0'), []],
    ['a chart that does not say what app it brings, made of the same values: which chart brings the old image is not known', byChart(unlike), (text: string) => text, [`${chartLine} Show what failed`]],
    ['a range takes it', byChart(), (text: string) => text.replace('1.1.0 # here', "'>=1.0.0'"), [`${chartLine} Show what failed`]],
    ['a version with a v', byChart(), (text: string) => text.replace('1.1.0 # here', 'v1.1.0'), [`${chartLine} Put back chart web 1.0.0`]],
    ['no version takes the newest', byChart(), (text: string) => text.replace('      version: 1.1.0 # here\n', ''), ['chart fleet/app/release.yaml:17 Show what failed']],
    ['a variable of the cluster', byChart(), (text: string) => text.replace('1.1.0 # here', '${WEB_CHART}'), []],
    ['a Secret may set the image, but both charts bring just these', byChart(), (text: string) => text.replace('  values:', '  valuesFrom:\n    - kind: Secret\n      name: more\n  values:'), [`${chartLine} Put back chart web 1.0.0`]],
    ['a Secret may set the image', byChart(unlike), (text: string) => text.replace('  values:', '  valuesFrom:\n    - kind: Secret\n      name: more\n  values:'), []],
    ['a part of the new version stands in a value, which may be older than the chart', byChart(unlike), (text: string) => text.replace('replicas: 2', 'release: "1.1"'), []],
    ['a part of both versions says nothing', byChart(unlike), (text: string) => text.replace('replicas: 2', 'release: ".0"'), [`${chartLine} Show what failed`]],
  ])('%s', (_what, canary, change, expected) => {
    expect(found('helm-chart-version', canary, (text) => change(alone(text)))).toEqual(expected);
  });

  test.each([
    ['a tag', (text: string) => text, [`${ociLine} Put back chart web 1.0.0`]],
    ['a range', (text: string) => text.replace('tag: 1.1.0 # here', "semver: '1.x'"), [`${ociLine} Show what failed`]],
    ['a digest', (text: string) => text.replace('tag: 1.1.0 # here', `digest: sha256:${'d'.repeat(64)}`), [`${ociLine} Show what failed`]],
  ])('of a registry: %s; Helm knows it with the digest of the artifact', (_what, change, expected) => {
    const chart = byChart({ newest: { version: '1.1.0+3f786850e387', appVersion: '1.1.0' }, previous: { version: '1.0.0+89e6c98d9288', appVersion: '1.0.0' } });
    expect(found('helm-chart-oci', chart, change)).toEqual(expected);
  });

  test('what a value names is no matter of the chart', () => {
    const named = (text: string): string => text.replace('    sidecar:\n      tag: 1.1.0\n', '    image:\n      repository: registry.invalid/web\n      tag: 1.1.0\n');
    expect(found('helm-chart-version', byChart(), named)).toEqual(['Git says fleet/app/release.yaml:26 Put back 1.0.0']);
  });
});

test('the fix proposes a commit message, and beside it stands what failed', () => {
  const session = openWay(readWay('plain'));
  const [finding] = guardFindings(session, factsOf({}));
  const fixes = finding === undefined ? [] : findQuickFixes(finding, session.snapshot);
  expect(fixes.map(({ title, preferred }) => [title, preferred])).toEqual([['Put back 1.0.0', true], ['Show what failed', false]]);
  expect(fixes[0]?.command).toEqual({ id: 'flightdeck.proposeCommitMessage', arguments: ['file:///w/fleet/app/web.yaml', 'Put web back to 1.0.0\n\nGit says registry.invalid/web:1.1.0, the cluster serves registry.invalid/web:1.0.0: the rollout failed (success rate 61 % < 99 %).\n'] });
  expect(fixes[1]).toMatchObject({ edits: [], command: { id: 'flightdeck.showCanary', arguments: [{ kind: 'Canary', namespace: 'guard-way', name: 'web' }] } });
});

describe('a version that the cluster has not seen yet', () => {
  const texts = readWay('plain');
  const session = openWay(texts);
  const said = (canary: Partial<CanaryFacts>, more: Partial<ClusterFacts> = {}) => guardFindings(session, factsOf(canary, more)).map((finding) => `${finding.severity} ${lineOf(finding)} ${finding.message}`);
  const line = markedLine(texts);

  test.each([
    ['Succeeded', '1.0.0', '1.0.0', `hint ${line} Git says \`${image('1.1.0')}\`, the cluster serves \`${image('1.0.0')}\`: a rollout starts once this is applied`],
    ['Progressing', '1.0.0', '1.0.5', `info ${line} Git says \`${image('1.1.0')}\` while \`${image('1.0.5')}\` is analysed: once this is applied, the analysis starts anew`],
    ['Promoting', '1.0.0', '1.0.5', `hint ${line} Git says \`${image('1.1.0')}\` while \`${image('1.0.5')}\` is rolled out (Promoting): once that is over and this is applied, a rollout of it starts`],
    ['Progressing', '1.1.0', '1.2.0', `hint ${line} Git says \`${image('1.1.0')}\` again while \`${image('1.2.0')}\` is rolled out (Progressing): once this is applied, the rollout ends with the old version`],
    ['Failed', '1.0.0', '1.0.5', `hint ${line} Git says \`${image('1.1.0')}\`, the cluster still has \`${image('1.0.5')}\`, which failed: a rollout starts once this is applied`],
  ])('%s, serves %s, has %s', (phase, serving, applied, expected) => {
    expect(said({ phase, primaryImages: { web: image(serving) }, canaryImages: { web: image(applied) } })).toEqual([expected]);
  });

  test('nothing is said where Git and cluster agree, where the failed version was taken back, and of a cluster that is not live', () => {
    expect(said({ phase: 'Succeeded', primaryImages: { web: image('1.1.0') } })).toEqual([]);
    expect(said({ phase: 'Failed', primaryImages: { web: image('1.1.0') }, canaryImages: { web: image('1.2.0') } })).toEqual([]);
    expect(said({ phase: 'Succeeded', canaryImages: { web: image('1.0.0') } }, { connection: 'stale' })).toEqual([]);
  });
});

test('an image with a variable that only the cluster has is not known, so nothing is said of it', () => {
  const session = openWay(readWay('plain', (text) => text.replace('registry.invalid/web', '${REG}/web')));
  expect(guardFindings(session, factsOf({ phase: 'Succeeded', primaryImages: { web: image('1.1.0') }, canaryImages: { web: image('1.1.0') } }))).toEqual([]);
});

describe('a Canary that Flagger cannot set up', () => {
  const texts = readWay('plain', (text) => text.replace('  progressDeadlineSeconds', '  autoscalerRef:\n    apiVersion: autoscaling/v2\n    kind: HorizontalPodAutoscaler\n    name: scaler\n  progressDeadlineSeconds').replace('          ports:', '          envFrom:\n            - configMapRef:\n                name: settings\n          ports:'));
  const session = openWay(texts);
  const canaryLine = (text: string): number => (texts.fleet['app/canary.yaml'] ?? '').split('\n').findIndex((line) => line.includes(text)) + 1;
  const webLine = (text: string): number => (texts.fleet['app/web.yaml'] ?? '').split('\n').findIndex((line) => line.includes(text)) + 1;

  test.each([
    ['target', 'deployment web.guard-way get query error: deployments.apps "web" not found', `fleet/app/canary.yaml:${canaryLine('name: web') + 6}`],
    ['object', 'configmap settings.guard-way get query error: configmaps "settings" not found', `fleet/app/web.yaml:${webLine('name: settings')}`],
    ['object', 'HorizontalPodAutoscaler scaler.guard-way get query error: not found', `fleet/app/canary.yaml:${canaryLine('name: scaler')}`],
    ['object', 'TrafficSplit web.guard-way get query error: the server could not find the requested resource', `fleet/app/canary.yaml:${canaryLine('provider')}`],
    ['selectorLabel', 'deployment web.guard-way spec.selector.matchLabels must contain one of [app name]', `fleet/app/web.yaml:${webLine('matchLabels') + 1}`],
  ] as const)('%s: %s', (what, message, place) => {
    const [finding, ...others] = guardFindings(session, factsOf({ phase: 'Initializing', blocked: { what, message } }));
    expect(others).toEqual([]);
    expect(finding === undefined ? '' : `${finding.severity} ${finding.message}`).toBe(`warning Flagger cannot set up Canary \`web\`: ${message}`);
    expect(finding === undefined ? '' : lineOf(finding)).toBe(place);
  });

  test('it goes away with the fault', () => {
    expect(guardFindings(session, factsOf({ phase: 'Initializing', canaryImages: {} }))).toEqual([]);
  });
});

describe('image references', () => {
  const digest = `sha256:${'b'.repeat(64)}`;
  test.each([
    ['nginx', 'docker.io/library/nginx:latest', 'same'],
    ['index.docker.io/bitnami/redis:7', 'bitnami/redis:7', 'same'],
    ['localhost:5000/a', 'localhost:5000/a:latest', 'same'],
    [`a:1@${digest}`, 'a:1', 'same'],
    [`a:1@${digest}`, `a@${digest}`, 'same'],
    [`a@${digest}`, 'a:1', 'unknown'],
    ['a:1', 'a:2', 'different'],
    [`a:1@${digest}`, `a:1@sha256:${'c'.repeat(64)}`, 'different'],
    ['ghcr.io/a/b:1', 'a/b:1', 'different'],
  ])('%s and %s: %s', (one, other, relation) => {
    expect(compareImages(one, other)).toBe(relation);
    expect(compareImages(other, one)).toBe(relation);
  });

  test.each([
    ['nginx:2', 'docker.io/library/nginx:1', 'nginx:1'],
    ['a:2', `a:1@${digest}`, 'a:1'],
    [`a:2@sha256:${'c'.repeat(64)}`, `a:1@${digest}`, `a:1@${digest}`],
    ['a:2', `a@${digest}`, `a@${digest}`],
    ['a:2', 'other/a:1', 'other/a:1'],
  ])('%s put back to %s is written %s', (written, wanted, expected) => {
    expect(writeAlike(written, wanted)).toBe(expected);
  });
});

test('which clusters are in view is found once, however many Canaries there are', () => {
  const { graph } = openWay(readWay('plain')).snapshot;
  const facts = factsOf({});
  const [web] = facts.canaries;
  if (web === undefined) throw new Error('no Canary');
  let asked = 0;
  const watched: WorkspaceGraph = { ...graph, get clusters() {
    asked++;
    return graph.clusters;
  } };
  const askedWith = (canaries: readonly CanaryFacts[]): number => {
    asked = 0;
    findGuarded(watched, { ...facts, canaries }, {});
    return asked;
  };
  expect(askedWith(Array.from({ length: 20 }, (_, index) => ({ ...web, name: `web-${index}` })))).toBe(askedWith([web]));
});
