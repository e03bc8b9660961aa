/** `namePrefix:` and `nameSuffix:` (kustomize PrefixTransformer, SuffixTransformer). */
import type { YamlNode, YamlScalar } from '../../yaml/yamlNode.ts';
import { BuildFault } from '../buildError.ts';
import { eachDraft, type StepContext } from '../context.ts';
import { rewritten } from '../editNodes.ts';
import { editField, type FieldSpecs } from '../fieldSpec.ts';
import { isSelectedBy, type ObjectId } from '../objectId.ts';

/** Kinds whose names never get a prefix or suffix. */
function isExempt(id: ObjectId): boolean {
  return id.kind === 'CustomResourceDefinition' || id.kind === 'Namespace' || (id.kind === 'APIService' && id.group === 'apiregistration.k8s.io');
}

/** Puts a text before or behind the names of all objects. */
export function affixNames(context: StepContext, side: 'prefix' | 'suffix', affix: YamlScalar, specs: FieldSpecs): void {
  const cause = { by: side === 'prefix' ? ('namePrefix' as const) : ('nameSuffix' as const), span: affix };
  const set = (node: YamlNode): YamlNode => {
    if (node.kind !== 'scalar') throw new BuildFault('field-no-scalar', `a name ${side} is written here, so this must be a single value`, node);
    return rewritten(node, side === 'prefix' ? affix.text + node.text : node.text + affix.text, cause);
  };
  eachDraft(context, context.drafts.all, (draft) => {
    const id = draft.originalId;
    if (isExempt(id)) return;
    for (const spec of specs.ofKind(id.kind)) {
      if (!isSelectedBy(id, spec)) continue;
      if (spec.path === 'metadata/name' && affix.text !== '') {
        const { memory } = draft;
        draft.memory = side === 'prefix' ? { ...memory, prefixes: [...memory.prefixes, affix.text] } : { ...memory, suffixes: [...memory.suffixes, affix.text] };
        draft.rememberId();
      }
      draft.root = editField(draft.root, spec, { set, createKind: 'scalar', span: affix });
    }
  });
}
