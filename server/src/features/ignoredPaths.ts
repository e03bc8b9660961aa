/** Which fields of built objects a Flux Kustomization is told to leave alone (`spec.ignore`; fluxcd/pkg ssa/jsondiff: selectors as kustomize's, without target every object). */
import type { BuiltObject } from '../kustomize/build.ts';
import { BuildFault } from '../kustomize/buildError.ts';
import { groupVersionOf } from '../kustomize/objectId.ts';
import { compileSelector, type Selector } from '../kustomize/selector.ts';
import { Fields } from '../kustomize/strictReader.ts';
import type { FluxKustomization } from '../manifests/fluxKustomization.ts';
import type { YamlMap } from '../yaml/yamlNode.ts';
import { readMaps } from '../yaml/yamlReader.ts';

/** JSON pointers by the object's index in the build; only of objects that have some. A rule that Flux would refuse ignores nothing. */
export function ignoredPaths(kustomization: FluxKustomization, objects: readonly BuiltObject[]): Readonly<Record<number, readonly string[]>> {
  const rules = readMaps(kustomization.spec, 'ignore').flatMap((entry) => compileRule(entry) ?? []);
  if (rules.length === 0) return {};
  return Object.fromEntries(objects.map((object, index) => [index, rules.filter(({ selects }) => selects(object)).flatMap(({ paths }) => paths)] as const).filter(([, paths]) => paths.length > 0));
}

interface IgnoreRule {
  readonly paths: readonly string[];
  selects(object: BuiltObject): boolean;
}

function compileRule(entry: YamlMap): IgnoreRule | undefined {
  const list = entry.get('paths');
  const paths = list?.kind === 'seq' ? list.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : [])) : [];
  const target = entry.get('target');
  if (target?.kind !== 'map') return { paths, selects: () => true };
  try {
    const selector = compileSelector(new Fields(target));
    return { paths, selects: (object) => isSelected(selector, object) };
  } catch (error) {
    if (error instanceof BuildFault) return undefined;
    throw error;
  }
}

function isSelected(selector: Selector, { apiVersion, kind, name, namespace, root }: BuiltObject): boolean {
  return selector.matchesKind({ ...groupVersionOf(apiVersion), kind }) && selector.matchesName(name) && selector.matchesNamespace(namespace ?? '') && selector.matchesMetadata(root);
}
