/** What the structure of a kind says of an object, rule by rule, on effective objects. */
import { describe, expect, test } from 'vitest';
import { findQuickFixes } from '../../../server/src/features/quickFixes/index.ts';
import { checkWorkspace } from '../../../server/src/rules/checkWorkspace.ts';
import type { Finding } from '../../../server/src/rules/rule.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { findStructure } from '../../../server/src/schemas/catalogue.ts';
import { judgeStructure } from '../../../server/src/schemas/judgeStructure.ts';
import { TextFile } from '../../../server/src/text/textFile.ts';
import { parseYaml } from '../../../server/src/yaml/parseYaml.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

function problemsOf(apiVersion: string, kind: string, body: string): readonly string[] {
  const file = new TextFile('file:///a.yaml', 'a.yaml', `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: a\n${body}`);
  const root = parseYaml(file).documents[0]?.root;
  const structure = findStructure(apiVersion, kind);
  if (root?.kind !== 'map' || structure === undefined) throw new Error('no such kind');
  return judgeStructure(root, structure).map((problem) => `${problem.kind} ${problem.path.join('.')}${problem.kind === 'bad-value' ? ` ${problem.why}` : ''}`);
}

/** Findings of the schema rules in a workspace. */
function findingsIn(text: string): readonly Finding[] {
  const { snapshot } = memoryWorkspace(text);
  const fail = (message: string): never => {
    throw new Error(message);
  };
  return [...checkWorkspace(snapshot, new RuleCache(), fail).values()].flat().filter(({ rule }) => rule.startsWith('schema/'));
}

const said = (text: string): readonly string[] => findingsIn(text).map(({ span, severity, rule, message }) => `${span.file.path}:${span.file.lines.positionAt(span.start).line + 1} ${severity} ${rule}: ${message}`);

const gitRepository = (spec: string): readonly string[] => problemsOf('source.toolkit.fluxcd.io/v1', 'GitRepository', `spec:\n  interval: 1m\n  url: https://git.example/a\n${spec}`);

describe('a value', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['  suspend: "true"', ['wrong-type spec.suspend']],
    ['  suspend: yes', []], // A boolean to YAML 1.1, by which older tools read.
    ['  suspend: maybe', ['wrong-type spec.suspend']],
    ['  suspend: ${paused}', []],
    ['  suspend:', []],
    ['  ignore: 5', ['wrong-type spec.ignore']],
    ['  ignore: "5"', []],
    ['  ignore: 2020-01-01', []], // A date stays a text on its way to JSON.
    ['  ref: main', ['wrong-type spec.ref']],
    ['  ref: {{ .Values.ref }}', []],
    ['  ref:\n    - branch: main', ['wrong-type spec.ref']],
    ['  include: {}', ['wrong-type spec.include']],
    ['  include:\n    - fromPath: a', ['missing-field spec.include.*.repository']],
    ['  verify:\n    mode: tag\n    secretRef:\n      name: keys', ['bad-value spec.verify.mode enum']],
    ['  Suspend: true', ['unknown-field spec.Suspend']],
    ['  $patch: delete', []],
    ['  suspend: maybe\n  suspend: true', []], // The later one counts.
  ];
  for (const [spec, wanted] of cases) test(JSON.stringify(spec), () => expect(gitRepository(spec)).toEqual(wanted));
});

describe('numbers, lengths and counts', () => {
  test('are held to their limits', () => {
    const canary = (analysis: string): readonly string[] => problemsOf('flagger.app/v1beta1', 'Canary', `spec:\n  targetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: a\n${analysis.includes('service:') ? '' : '  service:\n    port: 80\n'}${analysis}`);
    const analysis = '  analysis:\n    interval: 1m\n    threshold: 5\n    iterations: 3\n';
    expect(canary(analysis)).toEqual([]);
    expect(canary(`${analysis}  service:\n`)).toEqual(['unmet-demand spec.service']);
    expect(canary(`${analysis}  service:\n    port: "80"\n    targetPort: http\n`)).toEqual(['wrong-type spec.service.port']);
    expect(canary(`${analysis}  service:\n    port: 80\n    targetPort: 80.5\n`)).toEqual(['wrong-type spec.service.targetPort']);
    expect(canary(`${analysis}  autoscalerRef:\n    apiVersion: v2\n    kind: ScaledObject\n    name: a\n    primaryScalerReplicas:\n      minReplicas: 0\n`)).toEqual(['bad-value spec.autoscalerRef.primaryScalerReplicas.minReplicas range']);
    expect(canary('  analysis:\n    stepWeight: 5\n')).toEqual(['missing-field spec.analysis.interval', 'missing-field spec.analysis.threshold']);
    expect(canary('  analysis:\n    interval: 1m\n    threshold: 5\n')).toEqual(['bad-choice spec.analysis']);
    const release = (spec: string): readonly string[] => problemsOf('helm.toolkit.fluxcd.io/v2', 'HelmRelease', `spec:\n  interval: 1m\n  chartRef:\n    kind: OCIRepository\n    name: a\n${spec}`);
    expect(release(`  releaseName: ${'a'.repeat(54)}`)).toEqual(['bad-value spec.releaseName length']);
    expect(release('  releaseName: ""')).toEqual(['bad-value spec.releaseName length']);
    expect(release(`  targetNamespace: ${'🚀'.repeat(63)}`)).toEqual([]); // Characters count, not bytes.
    expect(release('  kubeConfig: {}')).toEqual(['bad-choice spec.kubeConfig']);
    expect(release('  values: [1]\n')).toEqual([]);
  });

  test('a required field with a default need not be given', () => {
    expect(problemsOf('source.toolkit.fluxcd.io/v1', 'Bucket', 'spec:\n  bucketName: a\n  endpoint: s3.example\n  interval: 1m\n')).toEqual([]);
    expect(problemsOf('gateway.networking.k8s.io/v1', 'HTTPRoute', 'spec:\n  rules:\n    - filters:\n        - {}\n')).toEqual(['missing-field spec.rules.*.filters.*.type']);
  });

  test('an encrypted object is not judged', () => {
    expect(problemsOf('notification.toolkit.fluxcd.io/v1beta3', 'Provider', 'spec:\n  type: ENC[x]\nsops: {}\n')).toEqual([]);
  });
});

describe('what Flux will get', () => {
  const child = (spec: string): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: child\n  namespace: flux-system\nspec:\n  path: ./child\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n${spec}`;
  const patchFor = (spec: string): string => `  patches:\n    - target:\n        kind: Kustomization\n      patch: |\n        apiVersion: kustomize.toolkit.fluxcd.io/v1\n        kind: Kustomization\n        metadata:\n          name: any\n        spec:\n${spec}`;
  const fleet = `${bootstrap('clusters/a')}//- child/cm.yaml\n${configMap('a', 'x')}`;

  test('a parent completes its children', () => {
    const parent = fluxKustomization('apps', './apps', patchFor('          interval: 5m\n          prune: true\n'));
    expect(said(`${fleet}//- clusters/a/apps.yaml\n${parent}//- apps/child.yaml\n${child('')}`)).toEqual([]);
    expect(said(`${fleet}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps')}//- apps/child.yaml\n${child('  prune: true\n')}`)).toEqual([
      'apps/child.yaml:6 error schema/missing-field: a Flux Kustomization needs `spec.interval`',
    ]);
  });

  test('what a parent breaks is its own fault', () => {
    const parent = fluxKustomization('apps', './apps', patchFor('          interval: 5m\n          deletionPolicy: keep\n'));
    const findings = said(`${fleet}//- clusters/a/apps.yaml\n${parent}//- apps/child.yaml\n${child('  prune: true\n  deletionPolicy: Orphan\n')}`);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatch(/^clusters\/a\/apps\.yaml:23 error schema\/bad-value: `spec\.deletionPolicy` takes .*, not `keep`$/);
  });

  test('a variable is judged by its value, in the line that uses it', () => {
    const vars = (value: string): string => `${fleet}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps', `  postBuild:\n    substitute:\n      wait: ${value}\n`)}//- apps/child.yaml\n${child('  prune: true\n  interval: 5m\n  wait: ${wait}\n  timeout: 2m\n')}`;
    expect(said(vars('"true"'))).toEqual([]);
    expect(said(vars('soon'))).toEqual(['apps/child.yaml:13 error schema/wrong-type: `spec.wait` takes `true` or `false`, not the text `soon`']);
  });

  test('a file that nothing reaches is at most warned of, and not for what a parent may bring', () => {
    const text = `${fleet}//- drafts/child.yaml\n${child('  prun: true\n  dependsOn:\n    - namespace: x\n')}`;
    expect(said(text)).toEqual([
      'drafts/child.yaml:11 warning schema/unknown-field: a Flux Kustomization has no field `prun` in `spec`; write `prune`',
      'drafts/child.yaml:13 warning schema/missing-field: each entry of `spec.dependsOn` needs `name`',
    ]);
  });

  test('one misspelt required field is one finding', () => {
    expect(said(`${fleet}//- clusters/a/b.yaml\n${fluxKustomization('b', './child').replace('prune:', 'pruned:')}`)).toEqual(['clusters/a/b.yaml:9 error schema/unknown-field: a Flux Kustomization has no field `pruned` in `spec`; write `prune`']);
  });
});

describe('versions', () => {
  const components = (version: string): string => `${bootstrap('clusters/a')}//- clusters/a/flux-system/gotk-components.yaml\n# Flux Version: ${version}\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: flux-system\n`;

  test('a field that the installed Flux does not have yet is reported with the version that brings it', () => {
    const text = (version: string): string => `${components(version)}//- clusters/a/b.yaml\n${fluxKustomization('b', './b', '  ignoreMissingComponents: true\n')}//- b/cm.yaml\n${configMap('a', 'x')}`;
    expect(said(text('v2.6.4'))).toEqual(['clusters/a/b.yaml:13 error schema/unknown-field: `spec.ignoreMissingComponents` of a Flux Kustomization came with Flux 2.7; this cluster has Flux 2.6']);
    expect(said(text('v2.7.0'))).toEqual([]);
  });

  test('a field of an older version of the API is said to have gone', () => {
    expect(said(`${bootstrap('clusters/a')}//- clusters/a/b.yaml\n${fluxKustomization('b', './b', '  patchesStrategicMerge: []\n')}//- b/cm.yaml\n${configMap('a', 'x')}`)).toEqual([
      'clusters/a/b.yaml:13 error schema/unknown-field: a Flux Kustomization has no field `patchesStrategicMerge` in `spec` any more: it went away with v1; use `patches`',
    ]);
  });

  test('kinds and versions that are not known are not judged', () => {
    expect(findStructure('kustomize.toolkit.fluxcd.io/v3', 'Kustomization')).toBeUndefined();
    expect(said(`${bootstrap('clusters/a')}//- clusters/a/b.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\n  namespace: x\nspec:\n  nonsense: true\n`)).toEqual([]);
  });
});

describe('quick fixes', () => {
  const fixed = (line: string): string | undefined => {
    const text = `${bootstrap('clusters/a')}//- clusters/a/b.yaml\n${fluxKustomization('b', './b', `${line}\n`)}//- b/cm.yaml\n${configMap('a', 'x')}`;
    const { snapshot } = memoryWorkspace(text);
    const [finding] = findingsIn(text);
    const edit = finding === undefined ? undefined : findQuickFixes(finding, snapshot)[0]?.edits[0];
    return edit === undefined ? undefined : line.replace(edit.span.file.text.slice(edit.span.start, edit.span.end), edit.text);
  };

  test('rename, choose, quote and unquote', () => {
    expect(fixed('  retryIntervall: 1m # soon')).toBe('  retryInterval: 1m # soon');
    expect(fixed('  dependOn: []')).toBe('  dependsOn: []');
    expect(fixed('  deletionPolicy: "orphan"')).toBe('  deletionPolicy: "Orphan"');
    expect(fixed("  force: 'true'")).toBe('  force: true');
    expect(fixed('  targetNamespace: 12')).toBe('  targetNamespace: "12"');
    expect(fixed('  nonsense: 12')).toBeUndefined();
  });
});
