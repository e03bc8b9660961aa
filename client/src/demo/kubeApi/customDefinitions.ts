/** Serves a kind as soon as its CustomResourceDefinition exists, and no longer than that. */
import { fromDefinition } from './customKinds.ts';
import { textAt } from './json.ts';
import { toResourceId } from './kindInfo.ts';
import type { KindRegistry } from './kindRegistry.ts';
import type { ObjectStore } from './objectStore.ts';
import type { WatchHub } from './watchHub.ts';

/** Where CustomResourceDefinitions are kept. */
export const definitionsResource = 'customresourcedefinitions.apiextensions.k8s.io';

/** Follows the definitions in the store; returns a function that ends it. */
export function followDefinitions(store: ObjectStore, kinds: KindRegistry, hub: WatchHub): () => void {
  return store.subscribe((change) => {
    if (change.resource !== definitionsResource) return;
    const kind = fromDefinition(change.object);
    if (kind === undefined) return;
    if (change.type !== 'DELETED') {
      kinds.add(kind);
      return;
    }
    const resourceId = toResourceId(kind);
    // A real cluster deletes the objects first, then ends the watches, then answers 404.
    for (const object of store.list(resourceId)) store.remove(resourceId, textAt(object, 'metadata', 'namespace') ?? '', textAt(object, 'metadata', 'name') ?? '');
    hub.endKind(resourceId);
    kinds.remove(resourceId);
  });
}
