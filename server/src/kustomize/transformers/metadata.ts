/** `labels:`, `commonLabels:` and `commonAnnotations:` (kustomize LabelTransformer, AnnotationsTransformer). */
import type { YamlScalar } from '../../yaml/yamlNode.ts';
import { eachDraft, type StepContext } from '../context.ts';
import { asText, newText } from '../editNodes.ts';
import { editField, setEntry, type FieldSpecs } from '../fieldSpec.ts';

/** An entry of `pairs`, with its key where it is written. */
export interface TextPair {
  readonly key: YamlScalar;
  readonly value: YamlScalar;
}

/** Puts labels or annotations into the fields that the specifications name. */
export function setMetadata(context: StepContext, by: 'labels' | 'annotations', pairs: readonly TextPair[], specs: FieldSpecs): void {
  if (pairs.length === 0) return;
  eachDraft(context, context.drafts.all, (draft) => {
    const { kind } = draft.id;
    let { root } = draft;
    for (const { key, value } of pairs) {
      const cause = { by, span: value };
      const added = newText(cause, value.text);
      let times = 0;
      const set = setEntry(key.text, (old) => (old === undefined ? (times++, added) : asText(old, value.text, cause)), key);
      for (const spec of specs.ofKind(kind)) root = editField(root, spec, { set, createKind: 'map', span: value });
      const [change] = added.changes ?? [];
      if (times > 1 && change !== undefined) draft.share(change);
    }
    draft.root = root;
  });
}
