// What the comparison with a cluster gets beside the objects: what is below, fields that are left alone, prints of Secret values, and who else applies what.
import { describe, expect, test } from 'vitest';
import { findAppliersElsewhere, findBelow, findIgnoredPaths, render, renderedObjects } from '../../../server/src/features/rendered.ts';
import { findAllRenderedTargets } from '../../../server/src/features/renderedTargets.ts';
import { bytesOfData, printOfValue } from '../../../server/src/protocol/valuePrints.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

const scaled = (name: string) => `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\n  namespace: shop\nspec:\n  replicas: 2\n`;
const secret = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: token\n  namespace: shop\ndata:\n  old: b2xk\nstringData:\n  new: fresh value\n';

const { snapshot } = memoryWorkspace(`${bootstrap('clusters/dev')}//- clusters/dev/apps.yaml
${fluxKustomization('apps', './apps', "  ignore:\n    - paths: [/spec/replicas]\n      target: {kind: Deploy.*, name: web}\n    - paths: [/metadata/labels]\n      target: {kind: 'Broken(('}\n")}//- apps/web.yaml
${scaled('web')}---
${scaled('other')}//- apps/secret.yaml
${secret}//- apps/inner.yaml
${fluxKustomization('inner', './inner')}//- inner/innermost.yaml
${fluxKustomization('innermost', './innermost')}//- innermost/a.yaml
${configMap('a', 'shop')}`);

function targetOf(name: string) {
  const found = findAllRenderedTargets(snapshot).find(({ target }) => target.kind === 'fluxKustomization' && target.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found.target;
}

const names = (targets: readonly { readonly kind: string; readonly name?: string }[]) => targets.map(({ name = '' }) => name);

describe('beside the rendered objects', () => {
  test('the Kustomizations below, level by level, and never itself', () => {
    expect(names(findBelow(snapshot, targetOf('flux-system')).map((target) => ({ ...target })))).toEqual(['apps', 'inner', 'innermost']);
    expect(findBelow(snapshot, targetOf('innermost'))).toEqual([]);
  });

  test('fields that are left alone, by selector; a rule that Flux would refuse ignores nothing', () => {
    const rendered = render(snapshot, targetOf('apps'), 'rendered:/apps');
    const ignored = findIgnoredPaths(snapshot, targetOf('apps'), rendered);
    expect(Object.entries(ignored).map(([index, paths]) => [rendered.objects[Number(index)]?.name, paths])).toEqual([['web', ['/spec/replicas']]]);
  });

  test('prints of Secret values, of both fields, and never a value', () => {
    const answer = renderedObjects(render(snapshot, targetOf('apps'), 'rendered:/apps'), 'key');
    expect(answer.secretPrints?.['shop/token']).toEqual({ old: printOfValue('key', bytesOfData('b2xk')), new: printOfValue('key', Buffer.from('fresh value')) });
    expect(JSON.stringify(answer)).not.toMatch(/b2xk|fresh value/);
    expect(printOfValue('key', Buffer.from('old'))).not.toBe(printOfValue('other key', Buffer.from('old')));
  });

  test('which other Kustomization applies an object', () => {
    const objects = [{ kind: 'ConfigMap', namespace: 'shop', name: 'a' }, { kind: 'Deployment', namespace: 'shop', name: 'web' }, { kind: 'ConfigMap', namespace: 'shop', name: 'none' }];
    expect(findAppliersElsewhere(snapshot, targetOf('apps'), objects)).toEqual({ 'ConfigMap/shop/a': 'flux-system/innermost' });
  });
});
