// What becomes of labels and annotations that are no texts, and of Secrets that are no base64, on the real kustomize-controller: the levels of `schema/wrong-type`, `kustomization/variable-changes-type` and `flux/secret-unencoded` rest on it.
import { beforeAll, expect, test } from 'vitest';
import { isJson, listAt, textAt, valueAt } from './harness/apiClient.ts';
import { gitRepositoryObject, kustomizationObject } from './harness/fluxObjects.ts';
import { GitRepository } from './harness/gitRepository.ts';
import { createNamespace, sharedControlPlane, uniqueName } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const { info, api } = sharedControlPlane();
let namespace: string;

const configMap = (name: string, metadata: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  ${metadata}\ndata:\n  key: value\n`;
const substitute = { postBuild: { substitute: { release: '1' } } };

beforeAll(async () => {
  namespace = await createNamespace(api, 'types');
  const { url } = await GitRepository.create(info, uniqueName('types'), {
    'label/a.yaml': configMap('label', 'labels: {team: shop, release: 1}'),
    'label-variable/a.yaml': configMap('label-variable', 'labels: {team: shop, release: "${release}"}'),
    'annotation/a.yaml': configMap('annotation', 'annotations: {team: shop, release: 1}'),
    'annotation-variable/a.yaml': configMap('annotation-variable', 'annotations: {team: shop, release: "${release}"}'),
    'secret/a.yaml': 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: secret\ndata:\n  password: hunter2!\n',
  });
  await api.apply(gitRepositoryObject(namespace, 'types', url));
  for (const name of ['label', 'label-variable', 'annotation', 'annotation-variable', 'secret']) await api.apply(kustomizationObject(namespace, name, { path: `./${name}`, source: 'types', more: name.endsWith('variable') ? substitute : {} }));
});

/** Status and message of its `Ready` condition, once the controller is done with it. */
async function outcomeOf(name: string): Promise<string> {
  return waitUntil(`${name} is done`, async () => {
    const ready = listAt(await api.get(`/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations/${name}`), 'status', 'conditions').find((condition) => textAt(condition, 'type') === 'Ready');
    const [status, message] = [textAt(ready, 'status'), textAt(ready, 'message')];
    // The artifact may not be there yet.
    return (status === 'True' || (status === 'False' && !/artifact/i.test(message))) && `${status}: ${message}`;
  });
}

test.each(['label', 'label-variable'])('of an object with a label that is no text, all labels are dropped, and the object is applied (%s)', async (name) => {
  expect(await outcomeOf(name)).toMatch(/^True/);
  const labels = valueAt(await api.get(`/api/v1/namespaces/${namespace}/configmaps/${name}`), 'metadata', 'labels');
  expect(isJson(labels) ? Object.keys(labels).sort() : labels).toEqual(['kustomize.toolkit.fluxcd.io/name', 'kustomize.toolkit.fluxcd.io/namespace']);
});

test('an annotation that is a number is made a text by kustomize, and the object keeps all its annotations', async () => {
  expect(await outcomeOf('annotation')).toMatch(/^True/);
  expect(valueAt(await api.get(`/api/v1/namespaces/${namespace}/configmaps/annotation`), 'metadata', 'annotations')).toMatchObject({ team: 'shop', release: '1' });
});

test('an annotation that a variable makes a number, after kustomize, is refused', async () => {
  expect(await outcomeOf('annotation-variable')).toMatch(/^False/);
});

test('a Secret with a value that is no base64 is refused', async () => {
  expect(await outcomeOf('secret')).toMatch(/^False: .*illegal base64/s);
});
