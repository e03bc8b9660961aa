/** Drops objects that are only for local tools (kustomize `IgnoreLocal`). */
import { BuildFault } from '../buildError.ts';
import type { DraftSet } from '../draftSet.ts';
import { describeId } from '../objectId.ts';
import { metadataTexts } from '../selector.ts';

const annotation = 'config.kubernetes.io/local-config';

/** Drops what has the annotation with any value but `false`; an object that has lost its kind or name is a fault here. */
export function dropLocalConfig(drafts: DraftSet): void {
  const lost = drafts.all.find(({ id }) => id.kind === '' || (id.name === '' && !id.kind.endsWith('List')));
  if (lost !== undefined) throw new BuildFault('id-lost', `a patch has removed ${lost.id.kind === '' ? '`kind`' : '`metadata.name`'} of this object`, lost.origin);
  const twin = drafts.firstWithTwin();
  if (twin !== undefined) throw new BuildFault('id-conflict', `two objects of this build are \`${describeId(twin.id)}\` in the end`, twin.origin);
  drafts.keep(({ root }) => {
    if (root.get('metadata', 'annotations') === undefined) return true;
    const value = metadataTexts(root, 'annotations').get(annotation);
    return value === undefined || value === 'false';
  });
}
