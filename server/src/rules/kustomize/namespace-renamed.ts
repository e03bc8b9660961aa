/** Reports a `namespace` field that gives a Namespace object another name than was meant. */
import { nearestName } from '../../text/editDistance.ts';
import { readScalar } from '../../yaml/yamlReader.ts';
import { isNamespaceInUse } from '../namespacesInUse.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Warning where the old name is nearly the new one, or is used elsewhere. */
export const namespaceRenamed: GraphRule = {
  id: 'kustomize/namespace-renamed',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'kubernetes-sigs/kustomize api/filters/namespace/namespace.go: metadata.name of Namespace objects is set, too',
  summary: 'The `namespace` of a kustomize file or `targetNamespace` renames a Namespace object.',
  explain: rulePage({
    does: 'Reports a `namespace` (or `targetNamespace`) under which a Namespace object gets another name, where the name that stands in the file is nearly the same, or is a namespace that other objects of the cluster are in. A placeholder that nobody else names is no mistake.',
    why: 'The Namespace that the file shows is never made; another one is, and what refers to the one in the file fails.',
    controller: 'The namespace transformer sets the namespace of every object, and the name of Namespace objects.',
    fix: 'Make the two names the same, or move the Namespace to a Kustomization without `namespace`.',
    ignore: 'When the Namespace is a placeholder that is meant to be renamed.',
  }),
  check(node, { cluster, derivedAt }, report) {
    for (const { kind, root } of cluster.deliveries.get(node.id)?.build?.objects ?? []) {
      const name = kind === 'Namespace' ? readScalar(root, 'metadata', 'name') : undefined;
      const changes = name?.changes?.filter(({ by }) => by === 'namespace') ?? [];
      const change = changes.at(-1);
      if (name === undefined || change?.span === undefined || change.before === undefined || change.before === name.text) continue;
      const isNear = nearestName(change.before, [name.text]) !== undefined;
      if (!isNear && !isNamespaceInUse(change.before, { derivedAt })) continue;
      report({
        span: change.span,
        message: `this renames Namespace ${change.before} to ${name.text}${isNear ? ': one of the two is likely misspelt' : `, and other objects are in ${change.before}`}`,
        related: [{ span: changes.at(-2)?.span ?? name, message: `the Namespace that is called ${change.before} here` }],
        data: { replacement: isNear ? change.before : undefined },
      });
    }
  },
};
