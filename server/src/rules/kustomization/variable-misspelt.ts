/** Reports a variable that is set under one name and used under a similar one. */
import type { FluxBuild } from '../../flux/buildFluxKustomization.ts';
import { nearestName } from '../../text/editDistance.ts';
import type { YamlNode } from '../../yaml/yamlNode.ts';
import { readMap } from '../../yaml/yamlReader.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A variable of `postBuild.substitute` that nothing uses, beside a similar one that has no value. */
export const variableMisspelt: GraphRule = {
  id: 'kustomization/variable-misspelt',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/pkg kustomize/kustomize_varsub.go: a name without value takes its default, and nobody says so',
  summary: 'A variable is set under one name and used under a similar one.',
  explain: rulePage({
    does: 'Reports a key of `postBuild.substitute` that no object of the build uses, where a name that differs by a letter or two is used and has no value.',
    why: 'The default takes the place of the value that was meant, or the build fails where there is none.',
    controller: 'Substitution asks for each name in the objects. Values that nothing asks for are not mentioned.',
    fix: 'Write one name in both places.',
    ignore: 'When the two names mean different things.',
  }),
  check(node, { cluster }, report) {
    const delivery = cluster.deliveries.get(node.id);
    const given = readMap(delivery?.kustomization.postBuild, 'substitute')?.pairs ?? [];
    if (delivery?.build?.variables.active !== true || given.length === 0) return;
    // What is not here, or not readable, may use any name.
    if (delivery.build.unresolved.some(({ reason }) => reason !== 'unknown-variable')) return;
    const { used, unset } = namesIn(delivery.build);
    if (unset.size === 0) return;
    for (const { key } of given) {
      if (used.has(key.text) || isUsedInFailed(delivery.build, key.text)) continue;
      const meant = nearestName(key.text, unset);
      if (meant !== undefined) report({ span: key, message: `nothing in this build uses \`${key.text}\`, and \`\${${meant}}\` has no value: one of the two is likely misspelt` });
    }
  },
};

/** The names that substitution asked for in a build: those with a value, and those without. */
function namesIn({ objects, variables, emptied, problems }: FluxBuild): { readonly used: ReadonlySet<string>; readonly unset: ReadonlySet<string> } {
  const used = new Set<string>();
  const unset = new Set(emptied.map(({ name }) => name));
  for (const { code, message } of problems) {
    const name = code === 'variable-not-set' ? /`([^`]+)`/.exec(message)?.[1] : undefined;
    if (name !== undefined) unset.add(name);
  }
  const visit = (node: YamlNode): void => {
    if (node.kind === 'map') for (const { key, value } of node.pairs) [key, value].forEach(visit);
    else if (node.kind === 'seq') node.items.forEach(visit);
    else for (const { by, detail } of node.changes ?? []) if (by === 'substitution' && detail !== undefined) (variables.variables.has(detail) ? used : unset).add(detail);
  };
  for (const { root } of objects) visit(root);
  return { used, unset };
}

/** Whether an object that could not be substituted, and so tells nothing, writes the name. */
function isUsedInFailed({ problems }: FluxBuild, name: string): boolean {
  return problems.some(({ span }) => span.file.text.includes(`\${${name}`));
}
