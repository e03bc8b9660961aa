/** Tells how two rendered texts differ, hidden values of Secrets included. */
import type { BuiltObject } from '../kustomize/build.ts';
import type { RenderedComparison } from '../protocol/rendered.ts';
import { printYaml } from '../yaml/printYaml.ts';
import { plainValue } from '../yaml/yamlValue.ts';
import type { Rendered } from './rendered.ts';

/** Compares. What cannot be made on one side only is a difference and not a problem: it was added or removed since. */
export function compareRendered(left: Rendered, right: Rendered): RenderedComparison {
  const revision = [left, right].find(({ failure }) => failure?.kind === 'revision')?.failure;
  const problem = revision ?? (left.failure === undefined ? undefined : right.failure);
  const same = left.file.text === right.file.text;
  return { ...(problem === undefined ? {} : { problem: problem.words }), same, secrets: same ? findHiddenDifferences(left.objects, right.objects) : [] };
}

/** Objects that look the same and are not. Their values stay in here. */
function findHiddenDifferences(left: readonly BuiltObject[], right: readonly BuiltObject[]): readonly string[] {
  return right.flatMap(({ kind, namespace, name, root }, index) => {
    const before = left[index]?.root;
    if (before === undefined || before === root || printYaml(plainValue(before)) === printYaml(plainValue(root))) return [];
    return [`${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`];
  });
}
