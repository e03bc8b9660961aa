// Gives resource definitions to an API server as the text that upstream publishes, so that no parser of ours stands between the two.
import { listAt, textAt, type ApiClient } from './apiClient.ts';
import { waitUntil } from './waitUntil.ts';

const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** Applies every definition in a YAML text. */
export async function applyDefinitions(api: ApiClient, text: string): Promise<void> {
  for (const document of text.split(/^---\s*$/m)) {
    if (!/^kind: CustomResourceDefinition\s*$/m.test(document)) continue;
    const name = /^metadata:\n(?: +.*\n)*? {2}name: (\S+)/m.exec(document)?.[1];
    if (name === undefined) throw new Error(`a definition without a name: ${document.slice(0, 200)}`);
    await api.expect('PATCH', `${path}/${name}?fieldManager=suite&force=true`, { body: document, contentType: 'application/apply-patch+yaml' });
  }
}

/** Waits until the API server serves all definitions that it has. */
export async function untilDefinitionsServed(api: ApiClient): Promise<void> {
  await waitUntil('all resource definitions are served', async () => {
    const definitions = await api.list(path);
    return definitions.length > 0 && definitions.every((definition) => listAt(definition, 'status', 'conditions').some((condition) => textAt(condition, 'type') === 'Established' && textAt(condition, 'status') === 'True'));
  });
}
