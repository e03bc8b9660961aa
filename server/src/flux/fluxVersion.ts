/** Which Flux version a repository declares: in the bootstrap manifests, a FluxInstance or the version of the install manifests. */
import type { SourceTree } from '../files/sourceTree.ts';
import { isKustomizeFileName } from '../manifests/kustomizeFile.ts';
import { groupOf, type Manifest } from '../manifests/manifest.ts';
import type { TextFile } from '../text/textFile.ts';
import { yamlOf } from '../yaml/parseYaml.ts';
import { readMap, readString } from '../yaml/yamlReader.ts';
import type { YamlMap } from '../yaml/yamlNode.ts';

/** Major and minor of a Flux release. */
export type FluxVersion = readonly [major: number, minor: number];

/** The newest release whose behaviour this code knows. */
export const newestFluxVersion: FluxVersion = [2, 9];

/** Reads a version or a range of versions (`v2.9.5`, `2.8.x`, `2.x`, `>=2.5 <2.8`, `~2.7`): the newest known one it admits. */
export function parseFluxVersion(text: string): FluxVersion | undefined {
  const trimmed = text.trim();
  if (trimmed === '*' || trimmed === 'latest') return newestFluxVersion;
  const below = /<(=?)\s*v?(\d+)(?:\.(\d+))?/.exec(trimmed);
  if (below?.[2] !== undefined && below[3] !== undefined) {
    const includes = below[1] === '=' || /<\s*v?\d+\.\d+\.[1-9]/.test(trimmed);
    return earlier([Number(below[2]), Math.max(0, Number(below[3]) - (includes ? 0 : 1))], newestFluxVersion);
  }
  const match = /^([\^~=>]*)\s*v?(\d+)(?:\.(\d+|[xX*]))?/.exec(trimmed);
  if (match?.[2] === undefined) return undefined;
  const major = Number(match[2]);
  const minor = match[3];
  const open = match[1]?.startsWith('>') === true || match[1] === '^' || minor === undefined || !/^\d+$/.test(minor);
  if (!open) return [major, Number(minor)];
  return match[1]?.startsWith('>') === true || major === newestFluxVersion[0] ? newestFluxVersion : [major, Number(minor ?? 0) || 0];
}

function earlier(a: FluxVersion, b: FluxVersion): FluxVersion {
  return a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]) ? a : b;
}

/**
 * The version that an entry point declares, as written (`v2.9.5`, `2.x`); `undefined` when nothing says it.
 * `manifests` are the objects that belong to the entry point.
 */
export function declaredFluxVersion(tree: SourceTree, entryPath: string, manifests: Iterable<Manifest>): string | undefined {
  const below = entryPath === '' ? '' : `${entryPath}/`;
  for (const path of [`${below}flux-system/gotk-components.yaml`, `${below}gotk-components.yaml`]) {
    const version = versionOfComponents(tree.file(path)?.text);
    if (version !== undefined) return version;
  }
  let weaker: string | undefined;
  for (const manifest of manifests) {
    const version = versionOfInstance(manifest);
    if (version !== undefined) return version;
    weaker ??= versionOfInstallManifests(manifest);
  }
  return weaker;
}

/** The version in `gotk-components.yaml`: its header comment, or the label that every object carries. */
export function versionOfComponents(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const header = /^#\s*Flux [Vv]ersion:\s*(v?\d+\.\d+[^\s]*)/m.exec(text.slice(0, 2000));
  return header?.[1] ?? /app\.kubernetes\.io\/version:\s*"?(v\d+\.\d+[^\s"]*)/.exec(text.slice(0, 20_000))?.[1];
}

/** A base or a manifest of Flux's own releases, as installations by `kubectl apply -k` name it. */
const installReference = /fluxcd\/flux2(?:\.git)?\/+manifests\/install\/?\?(?:[^\s"']*&)?(?:ref|version)=(v?\d+\.\d+[^\s"'&]*)|fluxcd\/flux2\/releases\/download\/(v\d+\.\d+[^/\s]*)\/install\.yaml/;

/** The version of Flux that a kustomize file installs from Flux's repository; `undefined` for any other file. */
export function versionOfInstallReference(file: TextFile): string | undefined {
  if (!isKustomizeFileName(file.path) || !file.text.includes('fluxcd/flux2')) return undefined;
  const found = installReference.exec(file.text.replace(/^[ \t]*#.*$/gm, ''));
  return found?.[1] ?? found?.[2];
}

/** `spec.distribution.version` of a FluxInstance, also when it stands in the values of a HelmRelease of the chart `flux-instance`; `undefined` for any other object. */
export function versionOfInstance(manifest: Manifest): string | undefined {
  if (manifest.kind === 'FluxInstance') return readString(manifest.root, 'spec', 'distribution', 'version')?.value;
  if (manifest.kind !== 'HelmRelease' || !groupOf(manifest.apiVersion).endsWith('toolkit.fluxcd.io')) return undefined;
  const values: YamlMap | undefined = readMap(manifest.root, 'spec', 'values', 'instance');
  return readString(values, 'distribution', 'version')?.value;
}

/** The version in a file of values for the chart `flux-instance`, which a generated ConfigMap hands to its HelmRelease; `undefined` for any other file. */
export function versionOfInstanceValues(file: TextFile): string | undefined {
  if (!/^instance:/m.test(file.text) || !file.text.includes('distribution:')) return undefined;
  const root = yamlOf(file).documents[0]?.root;
  if (root?.kind !== 'map' || root.get('kind') !== undefined || readMap(root, 'instance', 'sync') === undefined) return undefined;
  return readString(root, 'instance', 'distribution', 'version')?.value;
}

/** The tag of an OCIRepository of Flux's own manifests, as installations without bootstrap use it. */
function versionOfInstallManifests(manifest: Manifest): string | undefined {
  if (manifest.kind !== 'OCIRepository') return undefined;
  const url = readString(manifest.root, 'spec', 'url')?.value;
  return url?.endsWith('/flux-manifests') === true ? readString(manifest.root, 'spec', 'ref', 'tag')?.value : undefined;
}
