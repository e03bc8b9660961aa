/** Drops objects that are only for local tools (kustomize `IgnoreLocal`). */
import type { DraftSet } from '../draftSet.ts';
import { metadataTexts } from '../selector.ts';

const annotation = 'config.kubernetes.io/local-config';

/** Drops what has the annotation with any value but `false`. */
export function dropLocalConfig(drafts: DraftSet): void {
  drafts.keep((draft) => {
    const value = metadataTexts(draft.root, 'annotations').get(annotation);
    return value === undefined || value === 'false';
  });
}
