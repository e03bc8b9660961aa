// Of a document that cannot be read only the mistake in its YAML is told: the rest is a guess of the parser.
import { expect, test } from 'vitest';
import { checkWorkspace } from '../../../server/src/rules/checkWorkspace.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

function errors(text: string): readonly string[] {
  const findings = [...checkWorkspace(memoryWorkspace(text).snapshot, new RuleCache(), (message) => expect.unreachable(message)).values()].flat();
  return findings.filter(({ severity }) => severity === 'error').map(({ rule, span }) => `${rule} ${span.file.path}:${span.file.lines.positionAt(span.start).line + 1}`);
}

test('a merge conflict around the `apiVersion`', () => {
  const apps = `${fluxKustomization('apps', './apps')}//- apps/cm.yaml\n<<<<<<< HEAD\n${configMap('a', 'x')}`;
  expect(errors(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${apps}`)).toEqual(['kustomize/not-kubernetes apps/cm.yaml:1']);
});

test('a quote that is left open in the name of a Flux Kustomization', () => {
  const apps = fluxKustomization('apps', './apps').replace('name: apps', 'name: "apps');
  expect(errors(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${apps}`)).toEqual(['kustomize/not-kubernetes clusters/a/apps.yaml:4']);
});
