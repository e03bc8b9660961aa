// Where variables come from and which of them wins (FACTS A4).
import { describe, expect, test } from 'vitest';
import { lookupOf, variablesOf, variableSourceOf, type FindVariables } from '../../../server/src/flux/substitution/variables.ts';
import { kustomizationOf, mapOf, spanText } from './fluxFixtures.ts';

const sources: Readonly<Record<string, string>> = {
  'ConfigMap/first': 'kind: ConfigMap\ndata: {a: "1", b: "1", c: "1"}',
  'ConfigMap/second': 'kind: ConfigMap\ndata: {b: "2", c: "2"}',
  'Secret/plain': `kind: Secret\ndata: {d: ${btoa('from data')}, e: ${btoa('old')}}\nstringData: {e: new}`,
  'Secret/sops': 'kind: Secret\nstringData: {f: "ENC[AES256_GCM,data:abc,type:str]"}\nsops: {mac: "ENC[x]"}',
  'ConfigMap/bad-key': 'kind: ConfigMap\ndata: {my.key: x}',
};
const find: FindVariables = (kind, namespace, name) => {
  const yaml = sources[`${kind}/${name}`];
  return namespace !== 'flux-system' || yaml === undefined ? { state: 'unknown' } : variableSourceOf(mapOf(yaml, `${name}.yaml`));
};
const from = (...references: string[]) => `postBuild:\n  substituteFrom:\n${references.map((reference) => `  - {kind: ${reference.replace('/', ', name: ')}}`).join('\n')}\n`;

describe('precedence', () => {
  test('later sources beat earlier ones, and substitute beats all', () => {
    const { variables } = variablesOf(kustomizationOf(`${from('ConfigMap/first', 'ConfigMap/second')}  substitute: {c: "3"}`), find);
    expect(['a', 'b', 'c'].map((name) => variables.get(name)?.value)).toEqual(['1', '2', '3']);
    expect(variables.get('b')?.source).toEqual({ kind: 'ConfigMap', namespace: 'flux-system', name: 'second' });
    expect(variables.get('c')?.source).toBeUndefined();
  });

  test('each value knows its place', () => {
    const { variables } = variablesOf(kustomizationOf(from('ConfigMap/second')), find);
    const span = variables.get('c')?.span;
    expect(span && [span.file.path, spanText(span)]).toEqual(['second.yaml', '"2"']);
  });

  test('line breaks are taken out of values', () => {
    const { variables } = variablesOf(kustomizationOf('postBuild:\n  substitute:\n    a: |\n      one\n      two\n'), find);
    expect(variables.get('a')?.value).toBe('onetwo');
  });

  test('Secrets are decoded, stringData wins, and SOPS leaves the names only', () => {
    const { variables } = variablesOf(kustomizationOf(from('Secret/plain', 'Secret/sops')), find);
    expect(variables.get('d')?.value).toBe('from data');
    expect(variables.get('e')?.value).toBe('new');
    expect(variables.get('f')).toMatchObject({ value: undefined, source: { kind: 'Secret' } });
  });
});

describe('what is not known', () => {
  test('a name may come from a source of which nothing is known', () => {
    const set = variablesOf(kustomizationOf(from('Secret/cluster-secrets', 'ConfigMap/first')), find);
    expect(lookupOf(set)('a')).toEqual({ state: 'known', value: '1' });
    expect(lookupOf(set)('zzz')).toEqual({ state: 'unknown' });
    expect(set.active).toBe(true);
  });

  test('without such a source, it does not exist', () => {
    expect(lookupOf(variablesOf(kustomizationOf(from('ConfigMap/first')), find))('zzz')).toEqual({ state: 'unset' });
  });

  test('a missing source is a fault unless it is optional', () => {
    const missing: FindVariables = () => ({ state: 'missing' });
    expect(variablesOf(kustomizationOf(from('ConfigMap/x')), missing).problems).toMatchObject([{ code: 'variable-source-missing' }]);
    const optional = kustomizationOf('postBuild:\n  substituteFrom:\n  - {kind: ConfigMap, name: x, optional: true}');
    expect(variablesOf(optional, missing)).toMatchObject({ problems: [], active: false });
  });
});

describe('whether substitution runs', () => {
  test.each([
    ['interval: 1m', false],
    ['postBuild: {}', false],
    ['postBuild:\n  substitute: {}', false],
    ['postBuild:\n  substituteStrategy: WithVariables', false],
    ['postBuild:\n  substituteStrategy: Always', true],
    ['postBuild:\n  substitute: {a: b}', true],
  ])('%j: %s', (spec, active) => {
    expect(variablesOf(kustomizationOf(spec), find).active).toBe(active);
  });

  test('a dry run knows no substituteFrom', () => {
    expect(variablesOf(kustomizationOf(from('ConfigMap/first')), undefined)).toMatchObject({ active: false, variables: new Map() });
  });
});

describe('faults', () => {
  test('a key that is no variable name fails the build, at its place', () => {
    const { problems } = variablesOf(kustomizationOf(from('ConfigMap/bad-key')), find);
    expect(problems).toMatchObject([{ code: 'variable-name', span: { file: { path: 'bad-key.yaml' } } }]);
  });

  test('substitute takes texts only; the CLI makes texts of numbers', () => {
    const kustomization = kustomizationOf('postBuild:\n  substitute: {number: 5, b: true, nothing: }');
    expect(variablesOf(kustomization, find).problems.map(({ code, span }) => [code, spanText(span)])).toEqual([['variable-type', '5'], ['variable-type', 'true']]);
    const coerced = variablesOf(kustomization, undefined, true);
    expect(coerced.problems).toEqual([]);
    expect(['number', 'b', 'nothing'].map((name) => coerced.variables.get(name)?.value)).toEqual(['5', 'true', '']);
  });

  test('to the CLI an unquoted key N is the word false, as it reads YAML 1.1', () => {
    const kustomization = kustomizationOf('postBuild:\n  substitute: {N: x, "Y": z}');
    expect([...variablesOf(kustomization, undefined, true).variables.keys()]).toEqual(['false', 'Y']);
    expect([...variablesOf(kustomization, find).variables.keys()]).toEqual(['N', 'Y']);
  });
});
