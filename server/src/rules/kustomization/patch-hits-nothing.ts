/** Reports a patch without any effect. */
import type { BuiltObject } from '../../kustomize/build.ts';
import { groupOf, readStringMap } from '../../manifests/manifest.ts';
import { isSlip, nearestName } from '../../text/editDistance.ts';
import type { Span } from '../../text/textFile.ts';
import { YamlMap } from '../../yaml/yamlNode.ts';
import { readMap, readString } from '../../yaml/yamlReader.ts';
import { firstLine } from '../buildProblemRule.ts';
import { knownKinds } from '../knownKinds.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { usesOfEntry, effectiveEntries, isComplete, keyOfEntry, unfitTargetField } from '../transformerHits.ts';

/** The target of a patch matches no object. */
export const patchHitsNothing: GraphRule = {
  id: 'kustomization/patch-hits-nothing',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'kubernetes-sigs/kustomize api/internal/builtins/PatchTransformer.go: a target that selects nothing is no error',
  summary: 'The target of a patch matches no object.',
  explain: rulePage({
    does: 'Reports an entry of `patches`, in a kustomize file or a Flux Kustomization, whose target matches no object in any build that uses it. One that chooses by labels or annotations alone is a hint, unless its label is nearly one that is there, or its kind or group a slip of one.',
    why: 'The change never reaches the cluster, and nobody says so.',
    controller: 'A target that selects nothing is not an error. Each field of it is a regular expression for the whole value; the namespace is compared as it is before `namespace:` and `targetNamespace`. Patches of a Flux Kustomization do not reach the objects of the Kustomizations that it applies.',
    fix: 'Correct kind, name or namespace of the target.',
    ignore: 'When the object comes and goes.',
  }),
  check(node, { cluster, derivedFromAll }, report) {
    const build = cluster.deliveries.get(node.id)?.build;
    if (build === undefined) return;
    for (const { by, objects, of, span } of build.hits) {
      if (by !== 'patch' || objects.length > 0 || of === 0 || !isComplete(build, span) || derivedFromAll(effectiveEntries).has(keyOfEntry(span))) continue;
      const uses = derivedFromAll(usesOfEntry).get(keyOfEntry(span)) ?? 1;
      const where = uses > 1 ? `matches no object in any of the ${uses} builds that use it` : of === 1 ? 'does not match the one object of the build' : `matches none of the ${of} objects of the build`;
      // Whoever labels an object takes such a patch in: that nobody does at present is no mistake, unless the label is nearly one.
      const unfit = unfitTargetField(span, build.objects);
      const isOptional = isBySelector(span) && !isNearLabel(span, build.objects) && !isNearKind(span, unfit, build.objects);
      report({ span: firstLine(unfit), ...(isOptional ? { severity: 'hint' as const } : {}), message: `this patch changes nothing: its target ${where}` });
    }
  },
};

/** Whether a target chooses by labels or annotations alone, besides the kind. */
function isBySelector(entry: Span): boolean {
  const target = entry instanceof YamlMap ? readMap(entry, 'target') : undefined;
  return target !== undefined && (['labelSelector', 'annotationSelector'] as const).some((field) => target.get(field) !== undefined) && target.get('name') === undefined;
}

/** Whether the selector differs from a label or annotation that some object has only by its spelling. */
function isNearLabel(entry: Span, objects: readonly BuiltObject[]): boolean {
  const target = entry instanceof YamlMap ? readMap(entry, 'target') : undefined;
  return (['labels', 'annotations'] as const).some((field) => {
    const selector = readString(target, field === 'labels' ? 'labelSelector' : 'annotationSelector')?.value.replaceAll(/\s*={1,2}\s*/g, '=');
    return selector !== undefined && nearestName(selector, objects.flatMap(({ root }) => [...readStringMap(root, 'metadata', field)].flatMap(([key, value]) => [key, `${key}=${value.value}`]))) !== undefined;
  });
}

/** Whether the kind or the group of a target, where no object has it, is a slip of one that some object has: kinds of one family (`TCPRoute`, `TLSRoute`) are none. */
function isNearKind(entry: Span, unfit: Span, objects: readonly BuiltObject[]): boolean {
  const target = entry instanceof YamlMap ? readMap(entry, 'target') : undefined;
  const isSlipOf = (field: string, valueOf: (object: BuiltObject) => string): boolean => {
    const written = readString(target, field);
    return written !== undefined && written.node === unfit && !knownKinds.has(written.value) && objects.some((object) => isSlip(written.value, valueOf(object)));
  };
  return isSlipOf('kind', ({ kind }) => kind) || isSlipOf('group', ({ apiVersion }) => groupOf(apiVersion));
}
