/** What a `${variable}` without value is called, and which Flux Kustomization lacks it. */
import { expect, test } from 'vitest';
import { checkWorkspace } from '../../../server/src/rules/checkWorkspace.ts';
import type { Finding } from '../../../server/src/rules/rule.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

const kustomizations = [
  fluxKustomization('one', './shared', '  postBuild:\n    substitute:\n      app: one\n'),
  fluxKustomization('two', './shared', '  postBuild:\n    substitute:\n      app: two\n      DOMAIN: example.org\n'),
].join('---\n');
const fleet = `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${kustomizations}//- shared/cm.yaml\n${configMap('a', 'x')}data:\n  domain: \${DOMAIN}\n`;
const components = (version: string): string => `//- clusters/a/flux-system/gotk-components.yaml\n# Flux Version: ${version}\n${configMap('examples', 'flux-system')}data:\n  example: \${EXAMPLE}\n`;

function findings(text: string): readonly Finding[] {
  const { snapshot } = memoryWorkspace(text);
  return [...checkWorkspace(snapshot, new RuleCache(), (message) => expect.unreachable(message)).values()].flat().filter(({ rule }) => rule === 'kustomization/variable-missing');
}

test('is an error where Flux is known to refuse it, and a warning where it may not', () => {
  const severities = (text: string): readonly string[] => findings(text).map(({ severity, message }) => `${severity} ${message}`);
  expect(severities(fleet + components('v2.9.4'))).toEqual(['error variable `DOMAIN` is not set and has no default']);
  expect(severities(fleet + components('v2.8.1'))).toEqual([expect.stringMatching(/^warning .*becomes an empty text here, and Flux 2\.9 refuses it$/)]);
  expect(severities(fleet)).toEqual([expect.stringMatching(/^warning .*the repository declares no Flux version$/)]);
});

test('names the one of two Flux Kustomizations that lacks it, at its variables', () => {
  for (const more of ['', components('v2.8.1')]) {
    const places = findings(fleet + more).flatMap(({ related }) => related).map(({ span, message }) => [message, span.file.text.slice(span.start, span.end), span.file.lines.positionAt(span.start).line]);
    const line = kustomizations.split('\n').indexOf('    substitute:');
    expect(places).toEqual([['where Kustomization one is given its variables', 'substitute', line]]);
  }
});

test('says nothing of the examples in the definitions of an older Flux', () => {
  const self = `//- clusters/a/self.yaml\n${fluxKustomization('self', './clusters/a/flux-system', '  postBuild:\n    substitute:\n      app: self\n')}`;
  expect(findings(`${bootstrap('clusters/a')}${self}${components('v2.8.1')}`)).toEqual([]);
});
