// An object without a name is refused; what it would have brought is judged all the same.
import { expect, test } from 'vitest';
import { checkWorkspace } from '../../../server/src/rules/checkWorkspace.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

function told(text: string): readonly string[] {
  const findings = [...checkWorkspace(memoryWorkspace(text).snapshot, new RuleCache(), (message) => expect.unreachable(message)).values()].flat();
  return findings.map(({ rule, severity, span, message }) => `${severity} ${rule} ${span.file.path}:${span.file.lines.positionAt(span.start).line + 1} ${message}`);
}

const source = 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: fleet\n  namespace: flux-system\nspec:\n  interval: 1m\n  ref:\n    branch: main\n  url: https://git.example/fleet\n---\n';
const rest = `//- clusters/a/apps.yaml
${fluxKustomization('apps', './nowhere').replace('name: flux-system\n', 'name: fleet\n')}`;
const sync = `${source}${fluxKustomization('fleet', './clusters/a').replace('name: flux-system\n', 'name: fleet\n')}`;
const nameless = (text: string): string => text.replace(/^metadata:\n {2}name: fleet\n/m, 'metadata:\n');

test.each([
  ['the Kustomization of gotk-sync.yaml', `${source}${nameless(sync.slice(source.length))}`, 12, 'Kustomization'],
  ['the source of gotk-sync.yaml', nameless(sync), 1, 'GitRepository'],
])('%s', (_what, text, line, kind) => {
  const findings = told(`//- clusters/a/flux-system/gotk-sync.yaml\n${text}${rest}`).filter((finding) => finding.startsWith('error'));
  expect(findings.filter((finding) => finding.includes('metadata.name'))).toEqual([expect.stringContaining(`error kustomize/not-kubernetes clusters/a/flux-system/gotk-sync.yaml:${line} `)]);
  expect(findings.join()).toContain(`\`metadata.name\` is missing in this \`${kind}\``);
  // Its folder is read nevertheless.
  expect(findings.join()).toContain('clusters/a/apps.yaml:8 folder ./nowhere does not exist');
});

test('a root Kustomization that no other applies', () => {
  const without = fluxKustomization('apps', './apps').replace('  name: apps\n', '');
  expect(told(`//- root.yaml\n${without}//- apps/cm.yaml\n${configMap('a', 'x')}`)).toEqual([expect.stringMatching(/^warning schema\/missing-field root\.yaml:\d+ a Flux Kustomization needs `metadata\.name`$/)]);
});

test('what a patch leaves out is no fault', () => {
  const patch = 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec:\n  prune: true\n  path: ./apps\n';
  expect(told(`${bootstrap('clusters/a')}//- clusters/a/cm.yaml\n${configMap('a', 'x')}//- drafts/kustomization.yaml\n${patch}`).join()).not.toContain('metadata.name');
  expect(told(`${bootstrap('clusters/a')}//- clusters/a/cm.yaml\n${configMap('a', 'x')}//- drafts/defaults.yaml\n${patch}`).join()).not.toContain('metadata.name');
});
