/** Names of a Canary's metrics: those that Flagger has a query for, and the templates that a metric is usually called by. */
import { builtinMetrics } from '../../manifests/canary.ts';
import { readMaps, readString } from '../../yaml/yamlReader.ts';
import { inOrder, valueProposal, type Proposal } from './proposal.ts';
import type { CompletionScene } from './scene.ts';

/** Proposals for `spec.analysis.metrics[].name`: what the Canary does not check yet. */
export function completeMetricNames({ group, kind, root, readings, cursor }: CompletionScene): readonly Proposal[] {
  if (group !== 'flagger.app' || kind !== 'Canary' || cursor.keys.join('.') !== 'spec.analysis.metrics.*.name') return [];
  const others = readMaps(root, 'spec', 'analysis', 'metrics').filter(({ start, end }) => end < cursor.replace.start || start > cursor.replace.end);
  const taken = new Set(others.flatMap((metric) => readString(metric, 'name')?.value ?? []));
  const templates = new Map(readings.flatMap(({ cluster }) => (cluster.nodesByKind.get('MetricTemplate') ?? []).map(({ object }) => [object.name, `MetricTemplate${object.namespace === undefined ? '' : ` in ${object.namespace}`}`] as const)));
  const names = [...[...builtinMetrics].map((name) => [name, 'built in'] as const), ...templates].filter(([name]) => !taken.has(name));
  return inOrder(names.map(([name, detail]) => valueProposal(cursor.replace, name, 0, { detail })));
}
