/** Reports a health check on an object that does not exist. */
import { nodesOfKind, type GraphNode } from '../../graph/graph.ts';
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { readHelmRelease, releaseNameOf } from '../../manifests/helmRelease.ts';
import { groupOf, nameSpan } from '../../manifests/manifest.ts';
import { isSlip, nearestName } from '../../text/editDistance.ts';
import type { Located } from '../../yaml/yamlReader.ts';
import { installsInto, mayInstallInto, usualNamesOf, valuesHold } from '../chartObjects.ts';
import { groupSlipOf, likelyDefinitions } from '../definitionNames.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import { meantKind } from '../knownKinds.ts';
import { findMissing, missingReport, objectWords, type WantedObject } from '../missingObject.ts';
import type { GraphContext, GraphRule, Reporter } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { namespaced } from './health-check-without-namespace.ts';

/** A health check names an object that does not exist. */
export const healthCheckMissing: GraphRule = {
  id: 'kustomization/health-check-missing',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/kustomize-controller internal/controller/kustomization_controller.go checkHealth: "health check failed after …: timeout waiting for …"',
  summary: 'A health check names an object that does not exist.',
  explain: rulePage({
    does: 'Reports an entry of `spec.healthChecks` that names nothing, where a similar object exists, or a release of a similar name that may bring it, or one of that name installs into another namespace, or the namespace is called nearly so; a CustomResourceDefinition also where objects are of a group that is called nearly as its own. Where the values of a release hold the name, its chart may bring the object.',
    why: 'The Kustomization fails after its timeout, and dependents never start.',
    controller: 'Flux waits for the object until the timeout.',
    fix: 'Correct the name, kind or namespace.',
    ignore: 'When a chart or a controller makes the object.',
  }),
  check(node, context, report) {
    const kustomization = readFluxKustomization(node.manifest);
    // With `wait` Flux reads no health check, which another rule tells.
    if (kustomization === undefined || kustomization.wait?.value === true) return;
    for (const { apiVersion, kind, name, namespace } of kustomization.healthChecks) {
      if (apiVersion !== undefined && kind !== undefined && reportKind(apiVersion, kind, report)) continue;
      // Without a namespace it is an object of the whole cluster, or has a fault that another rule tells.
      if (kind === undefined || name === undefined) continue;
      const isInNamespaces = namespace === undefined && !nodesOfKind(context.cluster, kind.value).some(({ object }) => object.namespace === undefined);
      if (isInNamespaces) {
        reportSlip(name, kind.value, context, report);
        continue;
      }
      const wanted = { kind: kind.value, namespace: namespace?.value, name: name.value };
      // Definitions come with charts, and Secrets from anywhere: only a name that is nearly that of another one tells a slip.
      const isFromAnywhere = namespace === undefined || kind.value === 'Secret' || kind.value === 'ConfigMap';
      const missing = findMissing(context, wanted, isFromAnywhere ? 'made outside Git' : 'in Git or by a chart');
      const bringers = missing === undefined || missing.by !== undefined || isFromAnywhere ? [] : likelyBringers(wanted, context);
      if (bringers.some((node) => mayInstallInto(context.cluster, node, wanted.namespace ?? ''))) continue;
      const elsewhere = bringers.length === 1 ? bringers[0] : undefined;
      if (missing !== undefined && elsewhere !== undefined && namespace !== undefined) {
        const target = installsInto(elsewhere);
        report({ span: faultSpan(namespace.node), severity: 'warning', message: `nothing in this workspace brings ${objectWords(wanted)}; ${objectWords(elsewhere.object)}, which may bring it, installs into ${target ?? 'default'}`, related: [{ span: nameSpan(elsewhere.manifest), message: objectWords(elsewhere.object) }], data: { replacement: target } });
        continue;
      }
      if (missing?.severity === 'hint' && missing.by === undefined) {
        if (kind.value === definition) reportNearDefinition(name, context, report);
        else reportNearRelease(name, wanted, context, report);
      }
      if (missing === undefined || missing.severity === 'hint') continue;
      const span = missing.by === 'namespace' && namespace !== undefined ? namespace.node : name.node;
      report({ span: faultSpan(span), ...missingReport(wanted, missing), severity: 'warning', data: { replacement: missing.by === 'spelling' ? missing.meant?.object.name : missing.by === 'namespace' ? missing.meant?.object.namespace : undefined } });
    }
  },
};

/** The releases that call their objects like one that is wanted, or that are told its name and install into its namespace. */
function likelyBringers({ name, namespace }: WantedObject, { cluster }: GraphContext): readonly GraphNode[] {
  return nodesOfKind(cluster, 'HelmRelease').filter((node) => {
    const release = readHelmRelease(node.manifest);
    if (release === undefined) return false;
    return usualNamesOf(node, cluster).includes(name) || (installsInto(node) === namespace && (node.object.name === name || valuesHold(cluster, node, release, name)));
  });
}

/** What a chart or an operator makes is mostly called like its release, or like its namespace: a slip of one of these is told. */
function reportNearRelease(name: Located<string>, wanted: WantedObject, { cluster }: GraphContext, report: Reporter): void {
  const releases = nodesOfKind(cluster, 'HelmRelease').flatMap((node) => {
    const release = readHelmRelease(node.manifest);
    return release === undefined || (release.targetNamespace?.value ?? node.object.namespace) !== wanted.namespace ? [] : [{ node, release, names: [releaseNameOf(release, node.object.name), ...usualNamesOf(node, cluster)] }];
  });
  if (releases.some(({ node, release, names }) => names.includes(wanted.name) || node.object.name === wanted.name || valuesHold(cluster, node, release, wanted.name))) return;
  const words = `nothing in this workspace brings ${objectWords(wanted)}; nearest: `;
  const [meant] = releases.flatMap(({ node, names }) => names.filter((one) => isSlip(wanted.name, one)).map((near) => ({ node, near, called: names[0] })));
  if (meant === undefined) {
    const { namespace } = wanted;
    if (namespace !== undefined && isSlip(wanted.name, namespace)) report({ span: faultSpan(name.node), severity: 'warning', message: `${words}${namespace}, as its namespace is called`, data: { replacement: namespace } });
    return;
  }
  const { node: { manifest, object }, near, called } = meant;
  const nearest = near === object.name ? `HelmRelease ${near}` : near === called ? `${near}, as HelmRelease ${object.name} calls its release` : `${near}, which is what the chart of HelmRelease ${object.name} likely calls it`;
  report({ span: faultSpan(name.node), severity: 'warning', message: words + nearest, related: [{ span: nameSpan(manifest), message: objectWords(object) }], data: { replacement: near } });
}

/** Objects of the whole cluster stand in a namespace as far as kustomize knows, which puts every kind that it has not heard of into one: only their names tell. */
function reportSlip(name: Located<string>, kind: string, context: GraphContext, report: Reporter): void {
  const peers = namespaced.has(kind) ? [] : nodesOfKind(context.cluster, kind).filter(({ presence }) => presence === 'declared');
  if (holdsVariable(name.value) || peers.some(({ object }) => object.name === name.value)) return;
  const near = nearestName(name.value, peers.map(({ object }) => object.name));
  const meant = peers.find(({ object }) => object.name === near);
  if (meant === undefined) {
    if (kind === definition) reportNearDefinition(name, context, report);
    return;
  }
  report({ span: faultSpan(name.node), message: `${kind} ${name.value} does not exist; nearest: ${meant.object.name}`, related: [{ span: nameSpan(meant.manifest), message: objectWords({ kind, name: meant.object.name }) }], data: { replacement: meant.object.name } });
}

const definition = 'CustomResourceDefinition';

/** Definitions come with charts: the groups of those that are needed are known by the custom resources in Git, and a slip of one of these is told. */
function reportNearDefinition(name: Located<string>, { derived }: GraphContext, report: Reporter): void {
  const meant = holdsVariable(name.value) ? undefined : groupSlipOf(name.value, derived(likelyDefinitions));
  if (meant !== undefined) report({ span: faultSpan(name.node), severity: 'warning', message: `nothing in this workspace brings ${definition} ${name.value}; nearest: ${meant}, of which there are objects`, data: { replacement: meant } });
}

/** Reports a kind that its group does not have; tells whether it did. */
function reportKind(apiVersion: Located<string>, kind: Located<string>, report: Reporter): boolean {
  if (holdsVariable(apiVersion.value) || holdsVariable(kind.value)) return false;
  const group = groupOf(apiVersion.value);
  const meant = meantKind(group, kind.value);
  if (meant === undefined) return false;
  const only = !meant.kind.includes(',');
  if (meant.part === 'kind') report({ span: faultSpan(kind.node), message: `there is no kind \`${kind.value}\` in ${group === '' ? 'the core group (v1)' : group}, and the check waits for it until the timeout; write ${only ? `\`${meant.kind}\`` : `one of ${meant.kind}`}`, data: { replacement: only ? meant.kind : undefined } });
  else report({ span: faultSpan(apiVersion.node), message: `${kind.value} is no kind of ${group === '' ? 'the core group' : group}, and the check waits for it until the timeout; it belongs to ${meant.group === '' ? 'the core group' : `\`${meant.group}\``}` });
  return true;
}
