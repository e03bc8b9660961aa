/** `labels:`, `commonLabels:` and `commonAnnotations:` (kustomize LabelTransformer, AnnotationsTransformer). */
import { YamlScalar, type YamlMap } from '../../yaml/yamlNode.ts';
import { eachDraft, type StepContext } from '../context.ts';
import { asText, mapScalars, newText } from '../editNodes.ts';
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
      let style = added.style;
      const set = setEntry(key.text, (old) => (old === undefined ? (times++, added) : ((style = old.style), asText(old, value.text, cause))), key);
      for (const spec of specs.ofKind(kind)) root = editField(root, spec, { set, createKind: 'map', span: value });
      const [change] = added.changes ?? [];
      if (times > 1 && change !== undefined) draft.share(change);
      if (times > 0 && style !== added.style) root = withStyle(root, added, style);
    }
    draft.root = root;
  });
}

/** What a step adds is one node in kustomize's memory, and takes the quotes of the last field that it is written over (kyaml fns.go `FieldSetter`). */
function withStyle(root: YamlMap, added: YamlScalar, style: YamlScalar['style']): YamlMap {
  const quoted = new YamlScalar(added, added.text, style, { tag: added.tag, changes: added.changes });
  return mapScalars(root, (scalar) => (scalar === added ? quoted : scalar));
}
