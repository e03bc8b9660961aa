// Values that replacements and vars copy out of Secrets: hidden wherever a build is shown, told by no finding, and kept by the build itself.
import { describe, expect, test } from 'vitest';
import { findCompletions } from '../../../server/src/features/completion/completion.ts';
import { findHover } from '../../../server/src/features/hover.ts';
import { render, renderedObjects } from '../../../server/src/features/rendered.ts';
import { findRenderedHover } from '../../../server/src/features/renderedOrigin.ts';
import { renderedUri, type RenderedTarget } from '../../../server/src/protocol/rendered.ts';
import { checkSnapshot } from '../../../server/src/rules/checkSnapshot.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { bootstrap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

const apps: RenderedTarget = { kind: 'fluxKustomization', entryUri: 'file:///w/repo/clusters/dev', namespace: 'flux-system', name: 'apps' };

const objects = `apiVersion: v1
kind: Secret
metadata:
  name: login
stringData:
  pw: hunter2secret
  port: "80808080"
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: words
data:
  plain: shown
  copy: before
  text: |
    nested: before
  listen: host:port
  none: stays
---
apiVersion: example.org/v1
kind: Widget
metadata:
  name: widget
spec:
  all: {}
  second: before
`;

const target = (kind: string, path: string, options = ''): string => `      - select:\n          kind: ${kind}\n        fieldPaths:\n          - ${path}\n${options}`;
const replacement = (fieldPath: string, source: string, ...targets: readonly string[]): string => `  - source:\n      kind: ${source}\n      fieldPath: ${fieldPath}\n    targets:\n${targets.join('')}`;
const replacements = `replacements:
${replacement('stringData.pw', 'Secret', target('ConfigMap', 'data.copy'), target('ConfigMap', 'data.text.nested'))}${replacement('stringData.port', 'Secret', target('ConfigMap', 'data.listen', '        options:\n          delimiter: ":"\n          index: 1\n'))}${replacement('data.copy', 'ConfigMap', target('Widget', 'spec.second'))}${replacement('stringData', 'Secret', target('Widget', 'spec.all'))}`;

function workspace(kustomization: string, written = objects) {
  const memory = memoryWorkspace(`${bootstrap('clusters/dev')}//- clusters/dev/apps.yaml\n${fluxKustomization('apps', './apps')}//- apps/kustomization.yaml\nnamespace: shop\nresources:\n  - all.yaml\n${kustomization}//- apps/all.yaml\n${written}`);
  return { memory, rendered: render(memory.snapshot, apps, renderedUri(apps)) };
}

function findings(memory: ReturnType<typeof memoryWorkspace>) {
  return [...checkSnapshot(memory.snapshot, { cache: new RuleCache(), facts: undefined, log: (message) => expect.unreachable(message) }).values()].flat();
}

describe('a value of a Secret that replacements copy', () => {
  const { rendered } = workspace(replacements);

  test('is hidden in each place that it went to, and nothing else is', () => {
    expect(rendered.problems).toEqual([]);
    expect(rendered.file.text).not.toMatch(/hunter2secret|80808080/);
    for (const line of ['copy: •••', 'listen: •••', 'text: •••', 'second: •••', 'plain: shown', 'none: stays']) expect(rendered.file.text).toContain(line);
    expect(JSON.stringify(renderedObjects(rendered))).not.toMatch(/hunter2secret|80808080/);
  });

  test('stands in the build itself, which pipelines print', () => {
    const texts = JSON.stringify(rendered.objects.map(({ root }) => root.get('data', 'copy')).flatMap((node) => (node?.kind === 'scalar' ? [node.text] : [])));
    expect(texts).toBe('["hunter2secret"]');
  });

  test('is told by no hover: neither where it is rendered nor where the value before it is written', () => {
    for (const word of ['copy', 'listen', 'second', 'pw', 'port']) {
      expect(findRenderedHover(rendered, rendered.file.text.lastIndexOf(`${word}: •••`) + word.length + 2)?.markdown).toContain('written at');
      expect(findRenderedHover(rendered, rendered.file.text.lastIndexOf(`${word}: •••`) + word.length + 2)?.markdown).not.toMatch(/hunter2secret|80808080/);
    }
    const { memory } = workspace(replacements, objects.replace('copy: before', 'copy: bef$0ore'));
    const hover = findHover(memory.snapshot, memory.cursor.file, memory.cursor.offset)?.markdown;
    expect(hover).toContain('becomes **•••**');
  });
});

test('a value of a Secret that a var brings in is hidden', () => {
  const vars = 'vars:\n  - name: PW\n    objref:\n      apiVersion: v1\n      kind: Secret\n      name: login\n    fieldref:\n      fieldPath: stringData.pw\n  - name: NAME\n    objref:\n      apiVersion: v1\n      kind: Secret\n      name: login\n';
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: web\n      command: ["$(PW)", "a-$(PW)-$(NAME)", "of-$(NAME)"]\n';
  const { rendered } = workspace(vars, `${objects}---\n${pod}`);
  expect(rendered.problems).toEqual([]);
  expect(rendered.file.text).not.toContain('hunter2secret');
  expect(rendered.file.text).toMatch(/command:\n\s+- •••\n\s+- •••\n\s+- of-login\n/);
});

describe('the editor of a patch on an object that has a copied value of a Secret', () => {
  const base = `//- base/kustomization.yaml\nresources:\n  - all.yaml\n${replacements}//- base/all.yaml\n${objects}`;
  const patched = (patch: string) => memoryWorkspace(`${base}//- apps/kustomization.yaml\nresources:\n  - ../base\npatches:\n${patch}`);
  const merge = (line: string): string => `  - patch: |\n      apiVersion: v1\n      kind: ConfigMap\n      metadata:\n        name: words\n      data:\n        ${line}\n`;
  const json = (lines: string): string => `  - target:\n      kind: ConfigMap\n    patch: |\n      - op: replace\n${lines}`;

  test.each([
    ['a field', merge('co$0')],
    ['the value of a field', merge('copy: $0')],
    ['the path of an operation', json('        path: $0\n')],
    ['the value of an operation', json('        path: /data/copy\n        value: $0\n')],
  ])('proposes %s without it', (_, patch) => {
    const { snapshot, cursor } = patched(patch);
    const proposals = findCompletions(snapshot, cursor.file, cursor.offset);
    expect(JSON.stringify(proposals)).not.toContain('hunter2secret');
    const { snapshot: other, cursor: at } = patched(patch.replaceAll('copy', 'plain').replace('co$0', 'pl$0'));
    expect(JSON.stringify(findCompletions(other, at.file, at.offset))).toContain('shown');
  });

  test.each([['a merge', merge('co$0py: x')], ['an operation', json('        path: /data/co$0py\n        value: x\n')]])('says in the hover of %s that it is secret', (_, patch) => {
    const { snapshot, cursor } = patched(patch);
    const markdown = findHover(snapshot, cursor.file, cursor.offset)?.markdown;
    expect(markdown).toContain('has a secret value in');
    expect(markdown).not.toContain('hunter2secret');
  });
});

describe('no finding quotes a copied value of a Secret', () => {
  test('that cannot take its place', () => {
    const { memory, rendered } = workspace(`replacements:\n${replacement('stringData.pw', 'Secret', target('Deployment', 'spec.replicas'))}`, `${objects}---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 1\n`);
    const found = findings(memory);
    expect(found.filter(({ rule }) => rule === 'kustomize/build-fails').map(({ message }) => message)).toEqual([expect.stringContaining('a value of a Secret cannot take this place, where the object has a value of type int')]);
    expect(JSON.stringify(found.map(({ message, data }) => [message, data]))).not.toContain('hunter2secret');
    expect(rendered.file.text).toContain('cannot take this place');
    expect(rendered.file.text).not.toContain('hunter2secret');
  });

  test('that has too few parts', () => {
    const { memory, rendered } = workspace(`replacements:\n${replacement('stringData.pw', 'Secret\n      options:\n        delimiter: ":"\n        index: 3', target('ConfigMap', 'data.copy'))}`);
    expect(findings(memory).map(({ message }) => message)).toContainEqual(expect.stringContaining('`stringData.pw` of the source has no part 3'));
    expect(rendered.file.text).not.toContain('hunter2secret');
  });

  test('that another rule reads as a duration', () => {
    const child = fluxKustomization('child', './more').replace('namespace: flux-system', 'namespace: shop');
    const { memory } = workspace(`replacements:\n${replacement('stringData.pw', 'Secret', target('Kustomization', 'spec.interval'))}`, `${objects}---\n${child}`);
    const about = findings(memory).filter(({ rule }) => rule === 'flux/bad-duration');
    expect(about.map(({ message }) => message)).toEqual([expect.stringContaining('•••')]);
    expect(about[0]?.message).not.toContain('hunter2secret');
  });
});
