// What Flux makes of a build without objects, on the real kustomize-controller: `kustomization/builds-nothing` rests on it.
import { beforeAll, expect, test } from 'vitest';
import { listAt, textAt } from './harness/apiClient.ts';
import { gitRepositoryObject, kustomizationObject } from './harness/fluxObjects.ts';
import { GitRepository } from './harness/gitRepository.ts';
import { createNamespace, sharedControlPlane, uniqueName } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const { info, api } = sharedControlPlane();
let namespace: string;
let repository: GitRepository;

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  key: value\n';

beforeAll(async () => {
  namespace = await createNamespace(api, 'empty');
  repository = await GitRepository.create(info, uniqueName('empty'), { 'app/kustomization.yaml': 'resources: [settings.yaml]\n', 'app/settings.yaml': configMap });
  await api.apply(gitRepositoryObject(namespace, 'empty', repository.url));
  await api.apply(kustomizationObject(namespace, 'app', { path: './app', source: 'empty', more: { prune: true } }));
});

/** Waits until the Kustomization is ready at a commit. */
async function readyAt(commit: string): Promise<void> {
  await waitUntil(`the Kustomization is ready at ${commit}`, async () => {
    const object = await api.get(`/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations/app`);
    const ready = listAt(object, 'status', 'conditions').find((condition) => textAt(condition, 'type') === 'Ready');
    return textAt(ready, 'status') === 'True' && textAt(object, 'status', 'lastAppliedRevision').includes(commit);
  });
}

const names = async (): Promise<readonly string[]> => listAt(await api.get(`/api/v1/namespaces/${namespace}/configmaps`), 'items').map((item) => textAt(item, 'metadata', 'name'));

test('a kustomize file that lists nothing any more is applied, and everything from before is deleted', async () => {
  await waitUntil('the ConfigMap is applied', async () => (await names()).includes('settings'));
  const commit = await repository.commitAndPush({ 'app/kustomization.yaml': 'kind: Kustomization\n' }, 'lists nothing');
  for (const kind of ['source.toolkit.fluxcd.io/v1/namespaces/NS/gitrepositories/empty', 'kustomize.toolkit.fluxcd.io/v1/namespaces/NS/kustomizations/app']) await api.requestReconcile(`/apis/${kind.replace('NS', namespace)}`, commit);
  await readyAt(commit);
  expect(await names()).not.toContain('settings');
});
