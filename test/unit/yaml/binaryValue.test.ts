// `!!binary`: what kustomize decodes is decoded, and what is no base64 throws nothing.
import { expect, test } from 'vitest';
import { TextFile } from '../../../server/src/text/textFile.ts';
import { yamlOf } from '../../../server/src/yaml/parseYaml.ts';
import { plainValue } from '../../../server/src/yaml/yamlValue.ts';

test.each([
  ['aGVsbG8=', 'hello'],
  ['aGVs bG8=', 'hello'],
  ['kustomize.toolkit.fluxcd.io/v1', 'kustomize.toolkit.fluxcd.io/v1'],
  ['a', 'a'],
  ['""', ''],
])('%s', (text, value) => {
  const root = yamlOf(new TextFile('file:///a.yaml', 'a.yaml', `x: !!binary ${text}\n`)).documents[0]?.root;
  expect(root === undefined ? undefined : plainValue(root)).toEqual({ x: value });
});
