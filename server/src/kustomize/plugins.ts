/** Built-in transformers, validators and generators that stand in files of their own (kustomize api/internal/plugins/loader). */
import { newText, withEntry } from './editNodes.ts';
import { BuildFault } from './buildError.ts';
import { tryStep, type StepContext } from './context.ts';
import { specsOf } from './configurations.ts';
import type { Draft, OriginRecord } from './draft.ts';
import { absorb, generate } from './generators/configMaps.ts';
import { appendHashes } from './generators/contentHash.ts';
import { generateServiceAccount } from './generators/iamPolicy.ts';
import { pluginShape } from './kustomizeShape.ts';
import { describeId } from './objectId.ts';
import { metadataTexts } from './selector.ts';
import { decode, Fields, pluginManner } from './strictReader.ts';
import { noteTransformation, originKey, originText, withAnnotation } from './transformers/buildMetadata.ts';
import { setImages } from './transformers/images.ts';
import { setMetadata } from './transformers/metadata.ts';
import { affixNames } from './transformers/nameAffix.ts';
import { setNamespace } from './transformers/namespace.ts';
import { applyJsonEntry, applyMergePatches, applyPatch } from './transformers/patches.ts';
import { replaceValues } from './transformers/replacements.ts';
import { setReplicas } from './transformers/replicas.ts';
import { draftDiffers } from './validatorSignature.ts';
import { addValues } from './transformers/valueAdd.ts';
import { YamlMap } from '../yaml/yamlNode.ts';

/** Runs the transformers that `transformers:` names, in order. */
export function runTransformerFiles(context: StepContext, configs: readonly Draft[], directory: string): void {
  for (const config of configs) {
    tryStep(context.findings, () => runTransformer(context, config, directory));
    const origin = originOf(config);
    if (origin !== undefined) noteTransformation(context.drafts.all, origin, config.origin);
    context.drafts.keep((draft) => draft.root.pairs.length > 0);
  }
}

/** Runs the validators that `validators:` names; one that changes an object, but for a label by which it signs, is a fault. */
export function runValidatorFiles(context: StepContext, configs: readonly Draft[], directory: string): void {
  for (const config of configs) {
    const before = context.drafts.all.map((draft) => ({ draft, root: draft.root }));
    tryStep(context.findings, () => {
      runTransformer(context, config, directory);
      // kustomize takes its signature out of what the validator leaves, also where an earlier one had put it.
      const changed = before.find(({ draft, root }) => draftDiffers(draft, root));
      if (changed !== undefined || context.drafts.all.length !== before.length)
        throw new BuildFault('validator-changes', `a validator may change nothing, but this one changes \`${changed === undefined ? 'the list of objects' : describeId(changed.draft.id)}\``, config.origin);
    });
  }
}

/** Runs the generators that `generators:` names, in order. */
export function runGeneratorFiles(context: StepContext, configs: readonly Draft[]): void {
  for (const config of configs) {
    tryStep(context.findings, () => {
      const fields = fieldsOf(context, config);
      const { kind } = config.id;
      if (!isBuiltin(config)) unresolved(context, config);
      else if (kind === 'HelmChartInflationGenerator') context.findings.unresolved.push({ reason: 'helm', what: fields.text('name'), span: config.origin });
      else if (kind !== 'ConfigMapGenerator' && kind !== 'SecretGenerator' && kind !== 'IAMPolicyGenerator') throw new BuildFault('plugin-kind', `\`${kind}\` is no generator of kustomize`, config.root.get('kind') ?? config.origin);
      else {
        const draft = kind === 'IAMPolicyGenerator' ? generateServiceAccount(fields) : generate(context, kind === 'SecretGenerator' ? 'Secret' : 'ConfigMap', named(fields), undefined);
        const origin = originOf(config);
        if (origin !== undefined) draft.root = withAnnotation(draft.root, originKey, originText(origin), config.origin);
        absorb(context, draft, config.root.get('metadata', 'name') ?? config.origin);
      }
    });
  }
}

function runTransformer(context: StepContext, config: Draft, directory: string): void {
  const { kind } = config.id;
  if (!isBuiltin(config)) {
    unresolved(context, config);
    return;
  }
  const fields = fieldsOf(context, config);
  const specs = specsOf(fields.list('fieldSpecs'));
  const place = config.root.get('kind') ?? config.origin;
  switch (kind) {
    case 'AnnotationsTransformer':
      { setMetadata(context, 'annotations', fields.entries('annotations'), specs); return; }
    case 'LabelTransformer':
      { setMetadata(context, 'labels', fields.entries('labels'), specs); return; }
    case 'HashTransformer':
      { appendHashes(context.drafts.all); return; }
    case 'ImageTagTransformer':
      { setImages(context, fields.fields('imageTag') ?? new Fields(new YamlMap(place, [])), specs); return; }
    case 'NamespaceTransformer': {
      const namespace = fields.fields('metadata')?.scalar('namespace');
      if (namespace === undefined || namespace.text === '') return;
      setNamespace(context, { namespace, specs, unsetOnly: fields.flag('unsetOnly'), subjects: subjectMode(fields) }); return;
    }
    case 'PrefixTransformer':
    case 'SuffixTransformer':
    case 'PrefixSuffixTransformer': {
      if (!fields.has('fieldSpecs')) throw new BuildFault('plugin-config', '`fieldSpecs` are needed', place);
      const none = newText({ by: 'transformer', span: place }, '');
      if (kind !== 'SuffixTransformer') affixNames(context, 'prefix', fields.scalar('prefix') ?? none, specs);
      if (kind !== 'PrefixTransformer') affixNames(context, 'suffix', fields.scalar('suffix') ?? none, specs);
      return;
    }
    case 'PatchTransformer':
      { applyPatch(context, fields); return; }
    case 'PatchStrategicMergeTransformer': {
      const inline = fields.scalar('patches');
      const items = [...fields.texts('paths'), ...(inline === undefined ? [] : [inline])];
      if (items.length === 0) throw new BuildFault('patch-empty', 'one of `paths` and `patches` must be set', place);
      applyMergePatches(context, items);
      return;
    }
    case 'PatchJson6902Transformer':
      { applyJsonEntry(context, fields, 'jsonOp'); return; }
    case 'ReplacementTransformer':
      { replaceValues(context, fields.list('replacements')); return; }
    case 'ReplicaCountTransformer':
      { setReplicas(context, fields.fields('replica') ?? new Fields(new YamlMap(place, [])), specs); return; }
    case 'ValueAddTransformer':
      { addValues(context, fields, directory); return; }
    default:
      throw new BuildFault('plugin-kind', `\`${kind}\` is no transformer of kustomize`, place);
  }
}

function subjectMode(fields: Fields): 'defaultOnly' | 'allServiceAccounts' | 'none' {
  const mode = fields.text('setRoleBindingSubjects') || 'defaultOnly';
  if (mode === 'defaultOnly' || mode === 'allServiceAccounts' || mode === 'none') return mode;
  throw new BuildFault('plugin-config', `\`setRoleBindingSubjects\` must be defaultOnly, allServiceAccounts or none, not \`${mode}\``, fields.node('setRoleBindingSubjects') ?? fields.map);
}

function isBuiltin(config: Draft): boolean {
  return config.id.group === '' && config.id.version === 'builtin';
}

function unresolved(context: StepContext, config: Draft): void {
  context.findings.unresolved.push({ reason: 'plugin', what: config.id.kind, span: config.origin });
}

function fieldsOf(context: StepContext, config: Draft): Fields {
  const decoded = decode(config.root, pluginShape, (fault) => context.findings.problems.push(fault.problem), pluginManner);
  return new Fields(decoded?.kind === 'map' ? decoded : config.root);
}

/** A generator's fields; name and namespace may stand in `metadata`. */
function named(fields: Fields): Fields {
  let { map } = fields;
  for (const key of ['name', 'namespace']) {
    const node = fields.fields('metadata')?.node(key);
    if (fields.text(key) === '' && node !== undefined) map = withEntry(map, key, node);
  }
  return new Fields(map);
}

function originOf(config: Draft): OriginRecord | undefined {
  const text = metadataTexts(config.root, 'annotations').get(originKey);
  const path = text === undefined ? undefined : /^path: (.*)$/m.exec(text)?.[1];
  if (path === undefined) return undefined;
  const { id } = config;
  return { configuredIn: path, configuredBy: { apiVersion: 'builtin', kind: id.kind, name: id.name, namespace: id.namespace } };
}
