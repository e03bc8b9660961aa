/** Fields that a Flux object lacks, and what becomes of a variable. */
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { manifestsOf, type FileManifest } from '../../manifests/manifest.ts';
import { readMap } from '../../yaml/yamlReader.ts';
import { insertAfter } from '../../yaml/yamlEdit.ts';
import type { YamlMap } from '../../yaml/yamlNode.ts';
import { variableAt, usesIn } from '../names/variableSites.ts';
import type { Refactoring, RefactoringPlace, RefactoringProvider } from './refactoring.ts';

/** Adds `wait` to a Flux Kustomization, and `storageNamespace` to a HelmRelease that installs elsewhere. */
export const fluxFieldRefactorings: RefactoringProvider = (place) => {
  const manifest = manifestAt(place);
  const kustomization = manifest === undefined ? undefined : readFluxKustomization(manifest);
  const release = manifest === undefined ? undefined : readHelmRelease(manifest);
  if (kustomization?.spec !== undefined && kustomization.wait === undefined && kustomization.healthChecks.length === 0) return addEntry(kustomization.spec, 'wait', 'true', ['prune', 'interval']);
  const target = release?.targetNamespace?.value;
  if (release?.spec !== undefined && target !== undefined && release.spec.get('storageNamespace') === undefined) return addEntry(release.spec, 'storageNamespace', target, ['targetNamespace']);
  return [];
};

function addEntry(map: YamlMap, key: string, value: string, behind: readonly string[]): readonly Refactoring[] {
  const pair = behind.map((name) => map.pair(name)).find((each) => each !== undefined && !each.merged) ?? map.pairs.findLast(({ merged }) => !merged);
  return pair === undefined ? [] : [{ title: `Add ${key}: ${value}`, kind: 'refactor.rewrite', edits: [insertAfter(map, pair, key, value)] }];
}

/** Keeps an object out of substitution. */
export const substitutionRefactorings: RefactoringProvider = (place) => {
  const manifest = manifestAt(place);
  const metadata = readMap(manifest?.root, 'metadata');
  const hasUse = usesIn(place.file).some(({ span }) => manifest !== undefined && manifest.root.start <= span.start && span.end <= manifest.root.end);
  if (metadata === undefined || metadata.aliasOf !== undefined || !hasUse) return [];
  const key = 'kustomize.toolkit.fluxcd.io/substitute';
  const title = 'Switch off substitution for this object';
  const annotations = readMap(metadata, 'annotations');
  const lastOwn = annotations?.aliasOf === undefined ? annotations?.pairs.findLast(({ merged }) => !merged) : undefined;
  if (annotations !== undefined && lastOwn !== undefined && annotations.pair(key) === undefined) return [{ title, kind: 'refactor.rewrite', edits: [insertAfter(annotations, lastOwn, key, 'disabled')] }];
  const name = metadata.pair('name');
  if (annotations !== undefined || metadata.get('annotations') !== undefined || name === undefined) return [];
  return [{ title, kind: 'refactor.rewrite', edits: [insertAfter(metadata, name, 'annotations', '', [`${key}: disabled`])] }];
};

/** Gives the variable under the cursor a default, or keeps it as text. */
export const variableRefactorings: RefactoringProvider = ({ snapshot, file, offset }) => {
  const use = usesIn(file).find(({ span }) => span.start - 2 <= offset && offset <= span.end + 1);
  if (use === undefined) return [];
  const { span, name } = use;
  const dollar = file.text.lastIndexOf('$', span.start);
  const escape: Refactoring = { title: `Keep \${${name}} as text`, kind: 'refactor.rewrite', edits: [{ span: { file, start: dollar, end: dollar }, text: '$' }] };
  if (file.text.charAt(span.end) !== '}') return [escape];
  const known = variableAt(snapshot, file, span.start)?.definitions.flatMap(({ delivery }) => {
    const variable = delivery.build?.variables.variables.get(name);
    return variable?.source?.kind === 'Secret' || variable?.value === undefined ? [] : [variable.value];
  })[0];
  const value = known !== undefined && /^[\w./-]+$/.test(known) ? known : '';
  return [{ title: value === '' ? `Give ${name} an empty default` : `Give ${name} the default ${value}`, kind: 'refactor.rewrite', edits: [{ span: { file, start: span.end, end: span.end }, text: `:=${value}` }] }, escape];
};

/** The object whose document holds the cursor. */
export function manifestAt({ file, offset }: RefactoringPlace): FileManifest | undefined {
  return manifestsOf(file).find(({ root }) => root.start <= offset && offset <= root.end);
}
