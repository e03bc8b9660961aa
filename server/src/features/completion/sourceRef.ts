/** Names, kinds and namespaces of sources, and of what image objects refer to. */
import { artifactSourceKinds } from '../../manifests/fluxSource.ts';
import { readFluxSource } from '../../manifests/fluxSource.ts';
import { escapeMarkdown } from '../../protocol/markdownText.ts';
import type { CompletionScene, Proposal } from './completion.ts';

const referenceKeys: Readonly<Record<string, { readonly kinds: readonly string[]; readonly namespaced: boolean }>> = {
  'kustomize.toolkit.fluxcd.io spec.sourceRef': { kinds: [...artifactSourceKinds], namespaced: true },
  'helm.toolkit.fluxcd.io spec.chart.spec.sourceRef': { kinds: ['HelmRepository', 'GitRepository', 'Bucket'], namespaced: true },
  'helm.toolkit.fluxcd.io spec.chartRef': { kinds: ['OCIRepository', 'HelmChart', 'ExternalArtifact'], namespaced: true },
  'image.toolkit.fluxcd.io spec.sourceRef': { kinds: ['GitRepository'], namespaced: true },
  'image.toolkit.fluxcd.io spec.imageRepositoryRef': { kinds: ['ImageRepository'], namespaced: true },
};

/** Proposals inside a source reference. A name brings its namespace along where the reference needs one. */
export function completeSourceRef(scene: CompletionScene): readonly Proposal[] {
  const { keys, replace, siblings } = scene.cursor;
  const group = scene.manifest?.apiVersion.split('/')[0] ?? '';
  const reference = referenceKeys[`${group} ${keys.slice(0, -1).join('.')}`];
  if (reference === undefined) return [];
  const field = keys.at(-1);
  if (field === 'kind') return reference.kinds.map((kind, order) => ({ label: kind, detail: '', documentation: '', insert: kind, replace, kind: 'value', order }));
  const writtenKind = siblings.get('kind');
  const kinds = writtenKind === undefined || writtenKind === '' ? reference.kinds : [writtenKind];
  const seen = new Set<string>();
  const found: Proposal[] = [];
  for (const { cluster, node } of scene.readings) {
    const own = node?.object.namespace ?? scene.manifest?.namespace?.value;
    for (const { object, manifest } of cluster.nodes.values()) {
      if (!kinds.includes(object.kind)) continue;
      const label = field === 'namespace' ? object.namespace : object.name;
      const key = field === 'namespace' ? (label ?? '') : `${object.kind}/${object.namespace ?? ''}/${object.name}`;
      if (label === undefined || seen.has(key)) continue;
      seen.add(key);
      const elsewhere = object.namespace !== undefined && object.namespace !== own;
      found.push({
        label,
        detail: field === 'namespace' ? '' : `${object.kind}${object.namespace === undefined ? '' : ` in ${object.namespace}`}`,
        documentation: escapeMarkdown(readFluxSource(manifest)?.url?.value ?? ''),
        insert: label,
        replace,
        kind: field === 'namespace' ? 'value' : 'object',
        order: elsewhere ? 1 : 0,
        ...(field === 'name' && elsewhere && !siblings.has('namespace') ? { extra: namespaceLine(scene, object.namespace ?? '') } : {}),
      });
    }
  }
  return field === 'name' || field === 'namespace' ? found : [];
}

/** The `namespace:` line that goes below the cursor's line. */
export function namespaceLine({ file, cursor }: CompletionScene, namespace: string): NonNullable<Proposal['extra']> {
  return { span: { file, start: cursor.lineEnd, end: cursor.lineEnd }, text: `\n${' '.repeat(cursor.indent)}namespace: ${namespace}` };
}
