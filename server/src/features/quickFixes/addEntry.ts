/** Adds an entry that is missing beside the value at fault. */
import { entryAt, insertAfter, insertFirst } from '../../yaml/yamlEdit.ts';
import { nodesOfKind } from '../../graph/graph.ts';
import { builtinMetrics, readCanary } from '../../manifests/canary.ts';
import { manifestsOf } from '../../manifests/manifest.ts';
import { nearestName } from '../../text/editDistance.ts';
import { textOf } from './fixData.ts';
import type { QuickFix, QuickFixProvider } from './quickFix.ts';
import { replaceFix } from './replaceValue.ts';

/** Gives an alert a severity. */
export const alertNeverFiresFixes: QuickFixProvider = ({ span: { file, start } }) => {
  const entry = entryAt(file, start);
  if (entry === undefined) return [];
  return ['info', 'warn', 'error'].map((severity) => ({ title: `Add severity: ${severity}`, edits: [insertAfter(entry.map, entry.pair, 'severity', severity)], preferred: severity === 'info' }));
};

/** Lets Flagger scale the target up before the Canary goes. */
export const outageOnDeletionFixes: QuickFixProvider = ({ span: { file, start } }) => {
  const canary = manifestsOf(file).find(({ document }) => document.start <= start && start < document.end);
  const spec = canary === undefined ? undefined : readCanary(canary)?.spec;
  const edit = spec === undefined ? undefined : insertFirst(spec, 'revertOnDeletion', 'true');
  return edit === undefined ? [] : [{ title: 'Add revertOnDeletion: true', edits: [edit], preferred: true }];
};

/** At most so many templates are offered to a metric. */
const mostTemplates = 4;

/** Points a metric at a template, the one of its name first, or corrects the name of a built-in metric. */
export const metricAlwaysPassesFixes: QuickFixProvider = ({ span, data }, snapshot) => {
  const name = textOf(data, 'name');
  const entry = entryAt(span.file, span.start);
  if (name === undefined || entry === undefined) return [];
  const fixes: QuickFix[] = [];
  const builtin = nearestName(name, builtinMetrics, 3);
  if (builtin !== undefined) fixes.push(...replaceFix(span, builtin, true));
  const templates = new Map(snapshot.graph.clusters.flatMap((cluster) => nodesOfKind(cluster, 'MetricTemplate').map(({ id, object }) => [id, object] as const)));
  const sorted = [...templates.values()].toSorted((a, b) => Number(b.name === name) - Number(a.name === name) || (a.name < b.name ? -1 : 1));
  for (const template of sorted.slice(0, mostTemplates)) {
    const lines = [`name: ${template.name}`, ...(template.namespace === undefined ? [] : [`namespace: ${template.namespace}`])];
    fixes.push({ title: `Use MetricTemplate ${template.namespace ?? ''}/${template.name}`, edits: [insertAfter(entry.map, entry.pair, 'templateRef', '', lines)], preferred: fixes.length === 0 && template.name === name });
  }
  return fixes;
};

/** Makes type and URL of a HelmRepository agree. */
export const typeMismatchFixes: QuickFixProvider = ({ span, data }) => {
  const type = textOf(data, 'type');
  const entry = entryAt(span.file, span.start);
  if (type === undefined || entry === undefined) return [];
  if (entry.pair.key.text === 'type') return replaceFix(span, type, true);
  return [{ title: `Add type: ${type}`, edits: [insertAfter(entry.map, entry.pair, 'type', type)], preferred: true }];
};

/** Gives a health check the namespace of the object that it names, where there is just one. */
export const healthCheckNamespaceFixes: QuickFixProvider = ({ span: { file, start } }, snapshot) => {
  const entry = entryAt(file, start);
  const kind = entry?.map.get('kind');
  const name = entry?.map.get('name');
  if (entry === undefined || kind?.kind !== 'scalar' || name?.kind !== 'scalar') return [];
  const found = snapshot.graph.clusters.flatMap((cluster) => nodesOfKind(cluster, kind.text).filter(({ object }) => object.name === name.text));
  const namespaces = [...new Set(found.flatMap(({ object }) => object.namespace ?? []))];
  return namespaces.map((namespace) => ({ title: `Add namespace: ${namespace}`, edits: [insertAfter(entry.map, entry.pair, 'namespace', namespace)], preferred: namespaces.length === 1 }));
};
