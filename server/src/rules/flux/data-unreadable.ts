/** Reports files of YAML in a ConfigMap that are none. */
import type { YamlScalar } from '../../yaml/yamlNode.ts';
import { parseEmbedded } from '../../yaml/parseEmbedded.ts';
import { readMap, readMaps, readString } from '../../yaml/yamlReader.ts';
import type { ClusterGraph, GraphNode } from '../../graph/graph.ts';
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { firstLine } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Information: who reads the file is not known, and may take what YAML does not. */
export const fluxDataUnreadable: GraphRule = {
  id: 'flux/data-unreadable',
  scope: 'graph',
  kinds: ['ConfigMap'],
  severity: 'info',
  since: '0.1.0',
  fix: 'none',
  evidence: 'YAML 1.2: the name promises a format that the text does not have',
  summary: 'An entry of a ConfigMap is named like a YAML file and is broken YAML.',
  explain: rulePage({
    does: 'Reports entries of `data` whose key ends in `.yaml` or `.yml` and whose text cannot be read as YAML. Templates (`{{`, `<%`, `{%`) and variables that Flux replaces later are left alone.',
    why: 'The cluster takes any text. Whatever mounts the file finds out when it starts, after the rollout.',
    controller: 'Flux and the API server do not look into it.',
    fix: 'Mend the line; the place is where the text stops to be YAML.',
    ignore: 'For programs that read something like YAML.',
  }),
  check(node, { cluster }, report) {
    for (const { key, value } of readMap(node.manifest.root, 'data')?.pairs ?? []) {
      if (!/\.ya?ml$/.test(key.text) || value.kind !== 'scalar' || isTemplate(value) || isTakenByRelease(cluster, node, key.text)) continue;
      const problem = parseEmbedded(value).problems.find(({ code }) => code === 'syntax');
      if (problem !== undefined) report({ span: firstLine(problem), message: `\`${key.text}\` is no YAML: ${problem.message}` });
    }
  },
};

function isTemplate({ text }: YamlScalar): boolean {
  return /\{\{|<%|\{%|\$\{|\{#/.test(text);
}

/** Then `helm/values-unreadable` judges it. */
function isTakenByRelease(cluster: ClusterGraph, { id, object }: GraphNode, key: string): boolean {
  return (cluster.edgesTo.get(id) ?? []).some(({ kind, from }) => {
    const user = kind === 'values' ? cluster.nodes.get(from) : undefined;
    const release = user === undefined ? undefined : readHelmRelease(user.manifest);
    return readMaps(release?.spec, 'valuesFrom').some((entry) => readString(entry, 'name')?.value === object.name && (readString(entry, 'valuesKey')?.value ?? 'values.yaml') === key);
  });
}
