/** Decides which line a controller's failure is about: the place in the files that its message means, as far as that can be told. */
import type { ClusterGraph, GraphNode } from '../../graph/graph.ts';
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { nameSpan } from '../../manifests/manifest.ts';
import type { ReconciledFacts } from '../../protocol/clusterFacts.ts';
import { printObjectId } from '../../protocol/objectId.ts';
import type { Span } from '../../text/textFile.ts';
import { firstLine } from '../buildProblemRule.ts';
import { faultSpan } from '../faultPlace.ts';
import type { Finding } from '../rule.ts';
import { findFieldInMessage } from './fieldInMessage.ts';

/** What a failure is judged by. */
export interface FaultInput {
  readonly cluster: ClusterGraph;
  /** The object that failed. */
  readonly node: GraphNode;
  readonly facts: Pick<ReconciledFacts, 'reason' | 'message'>;
  /** What the rules found in the files, by file URI. */
  readonly judged: ReadonlyMap<string, readonly Finding[]>;
}

/** The line at fault; the object's own name where the message does not lead further. */
export function findControllerFault(input: FaultInput): Span {
  const { node } = input;
  const found = node.object.kind === 'Kustomization' ? kustomizationFault(input) : node.object.kind === 'HelmRelease' ? helmReleaseFault(input) : sourceFault(input);
  return found ?? nameSpan(node.manifest);
}

/** kustomize-controller internal/controller/kustomization_controller.go: the reasons of a failed run. */
function kustomizationFault(input: FaultInput): Span | undefined {
  const { cluster, node, facts } = input;
  const kustomization = readFluxKustomization(node.manifest);
  const problem = cluster.deliveries.get(node.id)?.build?.problems[0];
  switch (facts.reason) {
    case 'ArtifactFailed':
      return valueSpan(node, /path not found|no such file|not a directory|stat /i.test(facts.message) ? ['spec', 'path'] : ['spec', 'sourceRef', 'name']);
    case 'BuildFailed':
      return problem === undefined ? (namedObjectFault(input) ?? onlyError(input)) : firstLine(problem.span);
    case 'InvalidCELExpression':
      return kustomization?.spec?.pair('healthCheckExprs')?.key ?? kustomization?.spec?.pair('dependsOn')?.key;
    case 'AccessDenied':
      return valueSpan(node, ['spec', 'sourceRef', 'namespace']);
    default:
      return namedObjectFault(input) ?? (problem === undefined ? onlyError(input) : firstLine(problem.span));
  }
}

/** The object that a message names first, such as `ConfigMap/shop/region dry-run failed: .data.value: expected string`, and the field in it. */
function namedObjectFault({ cluster, node, facts }: FaultInput): Span | undefined {
  for (const [, kind = '', first = '', second] of facts.message.matchAll(/\b([A-Z][A-Za-z]+)\/([a-z0-9][a-z0-9.:-]*)(?:\/([a-z0-9][a-z0-9.:-]*))?/g)) {
    const id = printObjectId(second === undefined ? { kind, name: first } : { kind, namespace: first, name: second });
    const found = cluster.nodes.get(id);
    if (found === undefined || found.id === node.id || found.presence !== 'declared') continue;
    return findFieldInMessage(found.manifest.root, facts.message) ?? nameSpan(found.manifest);
  }
  return undefined;
}

/** The one error that the rules found in what the Kustomization applies: it very likely is why it failed. */
function onlyError({ cluster, node, judged }: FaultInput): Span | undefined {
  const uris = new Set((cluster.deliveries.get(node.id)?.applies ?? []).flatMap((id) => cluster.nodes.get(id)?.origin.file.uri ?? []));
  const errors = [...uris].flatMap((uri) => (judged.get(uri) ?? []).filter(({ severity }) => severity === 'error'));
  return errors.length === 1 ? errors[0]?.span : undefined;
}

/** helm-controller internal/reconcile: the message tells whether the chart, its values or the release failed. */
function helmReleaseFault({ node, facts: { reason, message } }: FaultInput): Span | undefined {
  if (reason === 'ArtifactFailed' || reason === 'SourceNotReady' || /chart .*(not found|version)|no .*chart version/i.test(message)) {
    return valueSpan(node, ['spec', 'chart', 'spec', /version/i.test(message) ? 'version' : 'chart']) ?? valueSpan(node, ['spec', 'chartRef', 'name']);
  }
  const { root } = node.manifest;
  if (reason === 'ValuesError') return keyOf(node, ['spec', 'valuesFrom']) ?? keyOf(node, ['spec', 'values']);
  if (/values don't meet|schema/i.test(message)) return findFieldInMessage(root, message) ?? keyOf(node, ['spec', 'values']);
  return undefined;
}

/** source-controller api/v1/condition_types.go: what could not be fetched, and why. */
function sourceFault({ node, facts: { reason, message } }: FaultInput): Span | undefined {
  if (reason === 'AuthenticationFailed' || /authenticat|unauthorized|permission denied|secrets? ".*" not found|credential/i.test(message)) return valueSpan(node, ['spec', 'secretRef', 'name']) ?? valueSpan(node, ['spec', 'url']);
  if (/remote ref|reference not found|no match found|unknown revision|semver/i.test(message)) {
    const fields = ['commit', 'name', 'semver', 'tag', 'branch', 'digest'];
    return fields.map((field) => valueSpan(node, ['spec', 'ref', field])).find((span) => span !== undefined) ?? keyOf(node, ['spec', 'ref']);
  }
  if (reason === 'VerificationError') return keyOf(node, ['spec', 'verify']);
  return valueSpan(node, ['spec', 'url']) ?? valueSpan(node, ['spec', 'endpoint']);
}

/** Where a scalar is written, or what changed it later. */
function valueSpan({ manifest }: GraphNode, path: readonly string[]): Span | undefined {
  const value = manifest.root.get(...path);
  return value?.kind === 'scalar' ? faultSpan(value) : undefined;
}

function keyOf({ manifest }: GraphNode, path: readonly string[]): Span | undefined {
  const above = manifest.root.get(...path.slice(0, -1));
  return above?.kind === 'map' ? above.pair(path.at(-1) ?? '')?.key : undefined;
}
