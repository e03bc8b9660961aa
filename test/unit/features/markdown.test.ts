/** Holds what people see in Markdown to one promise: what stands in YAML is shown as it is and is never read as Markdown, a link or an icon. */
import { describe, expect, test } from 'vitest';
import { findHover } from '../../../server/src/features/hover.ts';
import { buildRepositoryTree } from '../../../server/src/features/repositoryTree.ts';
import { messageText } from '../../../server/src/protocol/markdownText.ts';
import type { RepositoryTreeNode } from '../../../server/src/protocol/repositoryTree.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

const command = '[click](command:flightdeck.suspend?%5B%5D)';

function walk(nodes: readonly RepositoryTreeNode[]): readonly RepositoryTreeNode[] {
  return nodes.flatMap((node) => [node, ...walk(node.children)]);
}

describe('Markdown made of YAML', () => {
  test('a name in a hover is no link', () => {
    const { snapshot, cursor } = memoryWorkspace(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml
${fluxKustomization('apps', './ap$0ps')}//- apps/map.yaml
${configMap(JSON.stringify(command), 'shop')}`);
    const hover = findHover(snapshot, cursor.file, cursor.offset);
    expect(hover?.markdown).toContain('ConfigMap shop/');
    expect(hover?.markdown).not.toContain('](command:');
  });

  test('names that a hover on dependsOn repeats are no links', () => {
    const { snapshot, cursor } = memoryWorkspace(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml
${fluxKustomization('apps', './apps', '  dependsOn:\n    - name: ba$0se\n')}---
${fluxKustomization('base', './base', `  dependsOn:\n    - name: ${JSON.stringify(command)}\n`)}//- apps/map.yaml
${configMap('a', 'shop')}`);
    const hover = findHover(snapshot, cursor.file, cursor.offset);
    expect(hover?.markdown).toContain('waits for');
    expect(hover?.markdown).not.toContain('](command:');
  });

  test('tooltips of the repository tree hold no link out of a name, a path or a finding', () => {
    const { snapshot, cursor } = memoryWorkspace(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml
${fluxKustomization('$0apps', './apps', `  dependsOn:\n    - name: ${JSON.stringify(command)}\n`)}//- apps/map.yaml
${configMap(JSON.stringify(command), 'shop')}`);
    const finding = { rule: 'x/y', severity: 'error' as const, message: `no \`${command}\` here \`\`${command}`, span: { file: cursor.file, start: cursor.offset, end: cursor.offset }, related: [], data: undefined };
    const nodes = walk(buildRepositoryTree(snapshot, new Map([[cursor.file.uri, [finding]]])).roots);
    expect(nodes.some(({ kind, tooltip }) => kind === 'problem' && tooltip.includes('flightdeck'))).toBe(true);
    const outsideCode = nodes.map(({ tooltip }) => tooltip.replace(/(`+)(?:(?!\1).)+\1/g, ''));
    expect(outsideCode.filter((tooltip) => tooltip.includes('](command:'))).toEqual([]);
  });
});

test('a message where nothing reads Markdown has quotation marks around what it quotes, and keeps the rest', () => {
  expect(messageText('`apps` waits for `infra`: no `path`')).toBe('“apps” waits for “infra”: no “path”');
  expect(messageText('ends with 1 * 2, [a](b)')).toBe('ends with 1 * 2, [a](b)');
});

describe('rows of the repository tree', () => {
  test('have ids of their own where two repositories hold the same path and one line has two findings', () => {
    const sync = (path: string) => bootstrap(path).replaceAll('//- ', '//- [other] ');
    const { snapshot, cursor } = memoryWorkspace(`${bootstrap('clusters/a')}${sync('clusters/a')}//- clusters/a/apps.yaml
${fluxKustomization('$0apps', './apps')}//- apps/map.yaml
${configMap('a', 'shop')}//- loose/map.yaml
${configMap('b', 'shop')}//- [other] loose/map.yaml
${configMap('b', 'shop')}`);
    const span = { file: cursor.file, start: cursor.offset, end: cursor.offset };
    const findings = ['one', 'another'].map((message) => ({ rule: 'x/y', severity: 'error' as const, message, span, related: [], data: undefined }));
    const ids = walk(buildRepositoryTree(snapshot, new Map([[cursor.file.uri, findings]])).roots).map(({ id }) => id);
    expect(ids.filter((id) => id.includes('loose/map.yaml'))).toHaveLength(2);
    expect(ids.filter((id) => id.includes('x/y'))).toHaveLength(2);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });
});
