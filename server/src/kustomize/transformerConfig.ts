/** The transformer configuration: kustomize's defaults, and what `configurations` and `crds` add (api/internal/plugins/builtinconfig). */
import type { Span } from '../text/textFile.ts';
import { commonAnnotationRows, commonLabelRows, imageRows, nameRows, namespaceRows, replicaRows, templateLabelRows } from './defaultFields.ts';
import { nameReferenceRows, varReferenceRows } from './defaultReferences.ts';
import { FieldSpecs, readGvk, readSpecs, type FieldSpec } from './fieldSpec.ts';
import { compareGvk, type Gvk } from './objectId.ts';

/** A kind whose name is referred to, and by which fields of which kinds. */
export interface NameReference extends Gvk {
  readonly referrers: FieldSpecs;
}

/** Field specifications by purpose. */
export interface TransformerConfig {
  readonly namePrefix: FieldSpecs;
  readonly nameSuffix: FieldSpecs;
  readonly namespace: FieldSpecs;
  readonly commonLabels: FieldSpecs;
  readonly labels: FieldSpecs;
  readonly templateLabels: FieldSpecs;
  readonly commonAnnotations: FieldSpecs;
  readonly varReference: FieldSpecs;
  readonly images: FieldSpecs;
  readonly replicas: FieldSpecs;
  readonly nameReference: readonly NameReference[];
}

/** The names of the plain lists of a configuration file. */
export const configLists = [
  'namePrefix',
  'nameSuffix',
  'namespace',
  'commonLabels',
  'labels',
  'templateLabels',
  'commonAnnotations',
  'varReference',
  'images',
  'replicas',
] as const;

const none = new FieldSpecs();

/** A configuration without anything. */
export const emptyConfig: TransformerConfig = {
  namePrefix: none, nameSuffix: none, namespace: none, commonLabels: none, labels: none, templateLabels: none,
  commonAnnotations: none, varReference: none, images: none, replicas: none, nameReference: [],
};

/** kustomize's own configuration. */
export const defaultConfig: TransformerConfig = {
  namePrefix: readSpecs(nameRows),
  nameSuffix: readSpecs(nameRows),
  namespace: readSpecs(namespaceRows),
  commonLabels: readSpecs(commonLabelRows),
  labels: none,
  templateLabels: readSpecs(templateLabelRows),
  commonAnnotations: readSpecs(commonAnnotationRows),
  varReference: readSpecs(varReferenceRows),
  images: readSpecs(imageRows),
  replicas: readSpecs(replicaRows).sorted(),
  nameReference: nameReferenceRows.map(([target, rows]) => ({ ...readGvk(target), referrers: readSpecs(rows) })).sort(compareGvk),
};

/** Both configurations, ordered as kustomize orders them. */
export function mergeConfig(base: TransformerConfig, added: TransformerConfig, span?: Span): TransformerConfig {
  if (added === base || added === emptyConfig || (base === emptyConfig && added === defaultConfig)) return added === emptyConfig ? base : added;
  const merged = { ...base };
  let changed = false;
  for (const list of configLists) {
    const result = base[list].merge(added[list], span);
    if (result === base[list]) continue;
    merged[list] = result.sorted();
    changed = true;
  }
  const references = mergeReferences(base.nameReference, added.nameReference, span);
  if (references === base.nameReference && !changed) return base;
  return { ...merged, nameReference: references };
}

function mergeReferences(base: readonly NameReference[], added: readonly NameReference[], span?: Span): readonly NameReference[] {
  let result = base;
  for (const reference of added) {
    const index = result.findIndex((known) => known.kind === reference.kind && known.group === reference.group && known.version === reference.version);
    const known = result[index];
    if (known === undefined) result = [...result, reference];
    else {
      const referrers = known.referrers.merge(reference.referrers, span);
      if (referrers !== known.referrers) result = result.with(index, { ...known, referrers });
    }
  }
  return result === base ? base : [...result].sort(compareGvk);
}

/** A configuration with a single list. */
export function configOf(list: (typeof configLists)[number], spec: FieldSpec): TransformerConfig {
  return { ...emptyConfig, [list]: new FieldSpecs([spec]) };
}
