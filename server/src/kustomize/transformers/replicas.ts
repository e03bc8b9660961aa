/** `replicas:` (kustomize ReplicaCountTransformer). */
import { YamlScalar } from '../../yaml/yamlNode.ts';
import { BuildFault } from '../buildError.ts';
import { eachDraft, namesOf, type StepContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { changed } from '../editNodes.ts';
import { editField, type FieldSpecs } from '../fieldSpec.ts';
import { isSelectedBy } from '../objectId.ts';
import type { Fields } from '../strictReader.ts';

const intTag = 'tag:yaml.org,2002:int';

/** Sets replica counts of the workloads with a name; none with that name is a fault. */
export function setReplicas(context: StepContext, entry: Fields, specs: FieldSpecs): void {
  const name = entry.text('name');
  const count = String(entry.int('count'));
  const span = entry.node('count') ?? entry.map;
  const cause = { by: 'replicas' as const, span };
  const hit = new Set<Draft>();
  for (const spec of specs.all) {
    const found = context.drafts.byAnyId((id) => id.name === name && isSelectedBy(id, spec));
    for (const draft of found) hit.add(draft);
    eachDraft(context, found, (draft) => {
      draft.root = editField(draft.root, spec, {
        span,
        createKind: 'scalar',
        set: (node) => {
          if (node.kind !== 'scalar') throw new BuildFault('field-no-scalar', 'a replica count must be a single number', node);
          if (node.start === span.start && node.file === span.file && node.text === '') return new YamlScalar(span, count, 'plain', { tag: intTag, changes: [{ by: 'replicas', span, before: undefined, detail: undefined }] });
          return changed(node, count, node.style, node.style === 'plain' ? intTag : undefined, cause);
        },
      });
    });
  }
  context.findings.hits.push({ span: entry.map, by: 'replicas', objects: namesOf(hit), of: context.drafts.all.length });
  if (hit.size > 0) return;
  const kinds = [...new Set(specs.all.map((spec) => spec.kind))].join(', ');
  throw new BuildFault('replicas-no-match', `no ${kinds} is named \`${name}\``, entry.node('name') ?? entry.map);
}
