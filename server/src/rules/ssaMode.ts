/** How Flux applies an object, by its annotation or label (fluxcd/pkg ssa/utils/meta.go compares without regard to case). */
import { readStringMap, type Manifest } from '../manifests/manifest.ts';

/** The mode: `override` unless the object says otherwise. */
export function ssaModeOf({ root }: Pick<Manifest, 'root'>): 'override' | 'merge' | 'ifNotPresent' | 'ignore' {
  const written = ['annotations', 'labels'].map((where) => readStringMap(root, 'metadata', where).get('kustomize.toolkit.fluxcd.io/ssa')?.value.toLowerCase());
  if (written.includes('merge')) return 'merge';
  if (written.includes('ifnotpresent')) return 'ifNotPresent';
  return written.includes('ignore') ? 'ignore' : 'override';
}
