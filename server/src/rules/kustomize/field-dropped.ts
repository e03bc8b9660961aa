/** Reports fields that Flux drops in silence. */
import { kustomizeShape, type Shape } from '../../kustomize/kustomizeShape.ts';
import { isKustomizeFileName, kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import { nearestName } from '../../text/editDistance.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../../yaml/yamlNode.ts';
import type { FileContext, FileRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Flux drops a field of a kustomize file, because kustomize has none of that name. */
export const fieldDropped: FileRule = {
  id: 'kustomize/field-dropped',
  scope: 'file',
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/pkg kustomize/kustomize_generator.go: the kustomize file of spec.path is decoded leniently and written anew',
  summary: 'Flux drops a field of a kustomize file, because kustomize has none of that name.',
  explain: rulePage({
    does: 'Reports fields that kustomize does not know in the kustomize file of the folder that a Flux Kustomization names as its `path`. Everywhere else they fail the build.',
    why: 'Whatever stands under the field is not applied. With `resource:` for `resources:` that is everything, and what was applied before is pruned.',
    controller: 'Flux reads this one file into the fields that it knows and writes it anew; the rest is lost. `kustomize build` on the same folder refuses it.',
    fix: 'Correct the name of the field.',
    ignore: 'Never.',
  }),
  check(file, context, report) {
    // Under any other name it is read as an object.
    const root = isKustomizeFileName(file.path) ? kustomizeFileOf(file)?.root : undefined;
    // What is no YAML builds nothing, and what stands where in it cannot be told.
    if (root === undefined || yamlOf(file).problems.some(({ code }) => code !== 'duplicate-key')) return;
    const unknown = root.derived(unknownKustomizeFields);
    if (unknown.length === 0 || isReportedAsProblem(context)) return;
    for (const { key, near } of unknown) {
      const outcome = context.reached ? 'Flux drops it in silence' : 'the build would fail';
      report({ span: key, message: `kustomize knows no field \`${key.text}\`: ${outcome}${near === undefined ? '' : `; write \`${near}\``}` });
    }
  },
};

/** Whether a build fails for such a field already, which is said there. */
function isReportedAsProblem({ problems }: FileContext): boolean {
  return problems.some(({ code }) => code === 'unknown-field');
}

function unknownKustomizeFields(root: YamlMap): ReturnType<typeof unknownFields> {
  return unknownFields(root, kustomizeShape);
}

/** Keys that a shape does not have, and what was meant. The case of letters does not matter to kustomize. */
function unknownFields(node: YamlNode, shape: Shape): readonly { readonly key: YamlScalar; readonly near: string | undefined }[] {
  if (typeof shape === 'string') return [];
  if ('list' in shape) return node.kind === 'seq' ? node.items.flatMap((item) => unknownFields(item, shape.list)) : [];
  if (node.kind !== 'map') return [];
  if ('map' in shape) return node.pairs.flatMap(({ value }) => unknownFields(value, shape.map));
  const names = Object.keys(shape.fields);
  return node.pairs.flatMap(({ key, value }) => {
    const name = names.find((each) => each.toLowerCase() === key.text.toLowerCase());
    const inner = name === undefined ? undefined : shape.fields[name];
    if (inner !== undefined) return unknownFields(value, inner);
    return [{ key, near: nearestName(key.text, names) }];
  });
}
