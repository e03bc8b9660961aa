/** Runs the transformers of a kustomization file in kustomize's fixed order (api/internal/target/kusttarget_configplugin.go). */
import type { Span } from '../text/textFile.ts';
import { specsOf } from './configurations.ts';
import { tryStep, type StepContext } from './context.ts';
import { FieldSpecs, type FieldSpec } from './fieldSpec.ts';
import type { Fields } from './strictReader.ts';
import type { TransformationNotes } from './transformers/buildMetadata.ts';
import { setImages } from './transformers/images.ts';
import { setMetadata } from './transformers/metadata.ts';
import { affixNames } from './transformers/nameAffix.ts';
import { setNamespace } from './transformers/namespace.ts';
import { applyJsonEntry, applyMergePatches, applyPatch } from './transformers/patches.ts';
import { replaceValues } from './transformers/replacements.ts';
import { setReplicas } from './transformers/replicas.ts';

const metadataLabels: FieldSpec = { group: '', version: '', kind: '', path: 'metadata/labels', create: true };

/** Runs all of them; a fault in one is noted and the next goes on. */
export function runTransformers(context: StepContext, fields: Fields, notes: TransformationNotes | undefined): void {
  const { config, findings, drafts } = context;
  const run = (kind: string, span: Span, step: () => void): void => {
    tryStep(findings, step);
    notes?.note(drafts.all, kind, span);
    drafts.keep((draft) => draft.root.pairs.length > 0);
  };
  const merges = fields.texts('patchesStrategicMerge');
  if (merges[0] !== undefined)
    run('PatchStrategicMergeTransformer', merges[0], () => applyMergePatches(context, merges));
  for (const entry of fields.list('patches')) {
    context.beforePatch?.(entry.map);
    run('PatchTransformer', entry.map, () => applyPatch(context, entry));
  }
  const namespace = fields.scalar('namespace');
  if (namespace !== undefined && namespace.text !== '')
    run('NamespaceTransformer', namespace, () => setNamespace(context, { namespace, specs: config.namespace, unsetOnly: false, subjects: 'defaultOnly' }));
  const prefix = fields.scalar('namePrefix');
  if (prefix !== undefined && prefix.text !== '') run('PrefixTransformer', prefix, () => affixNames(context, 'prefix', prefix, config.namePrefix));
  const suffix = fields.scalar('nameSuffix');
  if (suffix !== undefined && suffix.text !== '') run('SuffixTransformer', suffix, () => affixNames(context, 'suffix', suffix, config.nameSuffix));
  const labels = fields.list('labels');
  const commonLabels = fields.entries('commonLabels');
  for (const label of labels) run('LabelTransformer', label.map, () => setMetadata(context, 'labels', label.entries('pairs'), labelSpecs(context, label)));
  if (labels.length > 0 || commonLabels.length > 0)
    run('LabelTransformer', fields.node('commonLabels') ?? fields.map, () => setMetadata(context, 'labels', commonLabels, config.commonLabels));
  const annotations = fields.entries('commonAnnotations');
  if (annotations.length > 0) run('AnnotationsTransformer', fields.node('commonAnnotations') ?? fields.map, () => setMetadata(context, 'annotations', annotations, config.commonAnnotations));
  for (const entry of fields.list('patchesJson6902')) {
    context.beforePatch?.(entry.map);
    run('PatchJson6902Transformer', entry.map, () => applyJsonEntry(context, entry));
  }
  for (const entry of fields.list('replicas')) run('ReplicaCountTransformer', entry.map, () => setReplicas(context, entry, config.replicas));
  for (const entry of fields.list('images')) run('ImageTagTransformer', entry.map, () => setImages(context, entry, config.images));
  const replacements = fields.list('replacements');
  if (replacements[0] !== undefined) run('ReplacementTransformer', replacements[0].map, () => replaceValues(context, replacements));
}

function labelSpecs(context: StepContext, label: Fields): FieldSpecs {
  const { config } = context;
  let specs = specsOf(label.list('fields')).merge(config.labels, label.map);
  if (label.flag('includeSelectors')) return specs.merge(config.commonLabels, label.map);
  if (label.flag('includeTemplates')) specs = specs.merge(config.templateLabels, label.map);
  return specs.merge(new FieldSpecs([metadataLabels]), label.map);
}
