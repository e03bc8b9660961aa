/** The only reference between Flux objects that leads nowhere is likely a mistake; where more do, or where the same owner brings more, nobody can know. */
import { expect, test } from 'vitest';
import { checkWorkspace } from '../../../server/src/rules/checkWorkspace.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

/** Findings of a rule as `severity file:line message`. */
function found(text: string, rule: string): readonly string[] {
  const { snapshot } = memoryWorkspace(text);
  const findings = [...checkWorkspace(snapshot, new RuleCache(), (message) => expect.unreachable(message)).values()].flat();
  return findings.filter((finding) => finding.rule === rule).map(({ severity, span, message }) => `${severity} ${span.file.path} ${message}`);
}

const waitFor = (...names: readonly string[]): string => `  dependsOn:\n${names.map((name) => `    - name: ${name}\n`).join('')}`;
const source = (url: string): string => `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: outside\n  namespace: flux-system\nspec:\n  interval: 1h\n  url: ${url}\n  ref:\n    branch: main\n`;

/** A cluster of ten Flux Kustomizations that each wait for the one before; what they bring of another repository is not known. */
function fleet(outside: string, more: readonly string[]): string {
  const names = Array.from({ length: 10 }, (_, index) => `app-${index}`);
  const chain = names.map((name, index) => fluxKustomization(name, './one', index === 0 ? '' : waitFor(`app-${index - 1}`)));
  const elsewhere = fluxKustomization('outside', './').replace('    name: flux-system', '    name: outside');
  return `${bootstrap('clusters/a', 'https://git.example/us/fleet')}//- clusters/a/apps.yaml\n${[...chain, source(outside), elsewhere, ...more].join('---\n')}//- one/cm.yaml\n${configMap('a', 'x')}`;
}

const alone = [fluxKustomization('web', './one', waitFor('database'))];

test('a dependency that nothing brings, where all others are found and what lies outside is of somebody else', () => {
  expect(found(fleet('https://github.com/vendor/charts', alone), 'kustomization/depends-on-missing')).toEqual(['warning clusters/a/apps.yaml nothing in this workspace brings Kustomization database in namespace flux-system; every other Flux object that is named in this cluster is found']);
});

test('another repository of the same people may bring it: of one owner, on one host, behind a key, and one without a known URL', () => {
  const urls = ['https://github.com/us/platform', 'https://git.example/others/platform', 'ssh://git@github.com/others/platform', 'https://github.com/${OWNER}/platform', 'https://github.com/others/platform\n  secretRef:\n    name: key'];
  for (const url of urls) {
    expect(found(fleet(url, alone), 'kustomization/depends-on-missing'), url).toEqual([expect.stringMatching(/^hint .* unresolved: /)]);
  }
});

test('a ResourceSet may make it of what only the cluster knows', () => {
  const inputs = 'apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata:\n  name: tenants\n  namespace: flux-system\nspec:\n  inputsFrom:\n    - kind: ResourceSetInputProvider\n      name: tenants\n';
  expect(found(fleet('https://github.com/vendor/charts', [...alone, inputs]), 'kustomization/depends-on-missing')).toEqual([expect.stringMatching(/^hint .* unresolved: /)]);
});

test('of two sources of events that are not there, neither is the only one', () => {
  const alert = 'apiVersion: notification.toolkit.fluxcd.io/v1beta3\nkind: Alert\nmetadata:\n  name: all\n  namespace: flux-system\nspec:\n  eventSources:\n    - kind: Kustomization\n      name: settings\n    - kind: Kustomization\n      name: infrastructure\n';
  for (const line of found(fleet('https://github.com/vendor/charts', [alert]), 'notification/event-source-missing')) expect(line).toMatch(/^hint /);
});

test('two places that name it, or another name that leads nowhere, tell of something outside', () => {
  const twice = [...alone, fluxKustomization('shop', './one', waitFor('database'))];
  const two = [fluxKustomization('web', './one', waitFor('database', 'queue'))];
  for (const more of [twice, two]) {
    for (const line of found(fleet('https://github.com/vendor/charts', more), 'kustomization/depends-on-missing')) expect(line).toMatch(/^hint /);
  }
});

test('a small cluster has no custom yet', () => {
  const few = `${bootstrap('clusters/a', 'https://git.example/us/fleet')}//- clusters/a/apps.yaml\n${[source('https://github.com/vendor/charts'), fluxKustomization('outside', './').replace('    name: flux-system', '    name: outside'), ...alone].join('---\n')}//- one/cm.yaml\n${configMap('a', 'x')}`;
  expect(found(few, 'kustomization/depends-on-missing')).toEqual([expect.stringMatching(/^hint /)]);
});
