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
  const before = hiddenValues(left.objects);
  const secrets = [...hiddenValues(right.objects)].filter(([name, values]) => before.get(name) !== values && before.has(name)).map(([name]) => name);
  return { ...(problem === undefined ? {} : { problem: problem.words }), same: left.file.text === right.file.text, secrets };
}

/** The values of each Secret, by `Secret namespace/name`. They stay in here. */
function hiddenValues(objects: readonly BuiltObject[]): ReadonlyMap<string, string> {
  return new Map(
    objects
      .filter(({ kind }) => kind === 'Secret')
      .map(({ kind, namespace, name, root }) => {
        const values = [root.get('data'), root.get('stringData')].map((node) => (node === undefined ? null : plainValue(node)));
        return [`${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`, printYaml(values)] as const;
      }),
  );
}
