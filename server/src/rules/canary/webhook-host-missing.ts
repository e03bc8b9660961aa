/** Reports webhooks that call nobody. */
import { nodesOfKind, type ClusterGraph, type GraphNode } from '../../graph/graph.ts';
import { readCanary } from '../../manifests/canary.ts';
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { isSlip, nearestName } from '../../text/editDistance.ts';
import { usualNamesOf, valuesHold } from '../chartObjects.ts';
import { faultSpan } from '../faultPlace.ts';
import { isNamespaceInUse, standingNamespaces, usedNamespaceSlipOf } from '../namespacesInUse.ts';
import type { GraphContext, GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A webhook calls a Service that is in another namespace, or misspelt. */
export const webhookHostMissing: GraphRule = {
  id: 'canary/webhook-host-missing',
  scope: 'graph',
  kinds: ['Canary'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/flagger pkg/controller/webhook.go: a call that fails counts as a failed check; fluxcd/flagger#1633, #1330; kustomize/tester/service.yaml calls the load tester flagger-loadtester',
  summary: 'A webhook calls a Service that is in another namespace, or misspelt.',
  explain: rulePage({
    does: 'Reports a webhook whose host is `name.namespace` of no Service of the cluster, while one of that name in another namespace, or of a similar name, is there. A HelmRelease counts as the Service that its chart brings by custom, called like the release. What its chart may call otherwise, like the release and the chart, or by its values, is not told. Where the Service may come from outside Git, a host that no other webhook calls is told that is a slip of `flagger-loadtester`, of a host that many webhooks call, or whose namespace is a slip of one that is there.',
    why: 'Each call fails: a rollout hook fails its check, a gate never opens.',
    controller: 'Flagger calls the URL from its own namespace.',
    fix: 'Correct the name or the namespace.',
    ignore: 'When the Service is made outside the workspace.',
  }),
  check(node, context, report) {
    const known = context.derived(services);
    const ofReleases = context.derived(servicesOfReleases);
    for (const { url } of readCanary(node.manifest)?.webhooks ?? []) {
      const [, name, namespace] = hostPattern.exec(url?.value ?? '') ?? [];
      if (url === undefined || name === undefined || namespace === undefined || known.has(`${namespace}/${name}`) || ofReleases.has(`${namespace}/${name}`)) continue;
      const meant = meantHost({ name, namespace }, known, context);
      // Releases are looked through only where there is something to tell: an edit of one is to concern no other Canary.
      if (meant !== undefined && !mayBeOfChart({ name, namespace }, context)) report({ span: faultSpan(url.node), message: meant.message, data: { replacement: url.value.replace(`${name}.${namespace}`, meant.host) } });
    }
  },
};

/** A Service by which a webhook is called. */
interface Host {
  readonly name: string;
  readonly namespace: string;
}

/** The host that was likely meant by one that is no Service of the cluster; `undefined` where nothing is like it. */
function meantHost({ name, namespace }: Host, known: ReadonlySet<string>, context: GraphContext): { readonly host: string; readonly message: string } | undefined {
  const ofReleases = context.derived(servicesOfReleases);
  const gone = `no Service ${name} is known in namespace ${namespace}`;
  const elsewhere = [...known, ...ofReleases].find((each) => each.endsWith(`/${name}`))?.split('/')[0];
  if (elsewhere !== undefined) return { host: `${name}.${elsewhere}`, message: `${gone}; there is one in namespace ${elsewhere}` };
  const inNamespace = (all: ReadonlySet<string>): readonly string[] => [...all].filter((each) => each.startsWith(`${namespace}/`)).map((each) => each.slice(namespace.length + 1));
  // A chart may bring further Services whose names are like that of its release: only a slip tells.
  const near = nearestName(name, inNamespace(known)) ?? inNamespace(ofReleases).find((one) => isSlip(name, one));
  if (near !== undefined) return { host: `${near}.${namespace}`, message: `${gone}; nearest: ${near}` };
  // What several webhooks call is called so.
  const uses = context.derived(hostUses);
  if ((uses.get(`${name}.${namespace}`) ?? 0) > 1) return undefined;
  const usual = usualHost(`${name}.${namespace}`, uses);
  if (usual !== undefined) return { host: usual, message: `no other webhook calls ${name}.${namespace}; nearest: ${usual}` };
  if (isSlip(name, loadTester) && name.replaceAll('-', '') !== loadTester.replaceAll('-', '')) return { host: `${loadTester}.${namespace}`, message: `${gone}; Flagger’s load tester is called ${loadTester}` };
  const isThere = standingNamespaces.has(namespace) || context.cluster.nodes.has(`Namespace/${namespace}`) || isNamespaceInUse(namespace, context);
  const other = isThere ? undefined : usedNamespaceSlipOf(namespace, context);
  return other === undefined ? undefined : { host: `${name}.${other}`, message: `no object is in namespace ${namespace}; nearest: ${other}` };
}

/** The Service of Flagger's load tester, as its manifests and its documentation call it. */
const loadTester = 'flagger-loadtester';

/** How many webhooks of how many Canaries have to name a host for it to be the usual one. */
const usualFrom = 3;

/** A host that others name and that differs in a letter or two from this one. */
function usualHost(host: string, uses: ReadonlyMap<string, number>): string | undefined {
  return nearestName(host, [...uses].flatMap(([other, count]) => (count >= usualFrom ? [other] : [])));
}

/** Number of webhooks that name each `name.namespace`. */
function hostUses(cluster: ClusterGraph): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const { manifest } of nodesOfKind(cluster, 'Canary')) {
    for (const { url } of readCanary(manifest)?.webhooks ?? []) {
      const host = hostPattern.exec(url?.value ?? '');
      if (host !== null) uses.set(`${host[1] ?? ''}.${host[2] ?? ''}`, (uses.get(`${host[1] ?? ''}.${host[2] ?? ''}`) ?? 0) + 1);
    }
  }
  return uses;
}

/** A Service inside the cluster: name and namespace. */
const hostPattern = /^https?:\/\/([a-z0-9-]+)\.([a-z0-9-]+)(?:\.svc(?:\.cluster\.local\.?)?)?(?=[:/]|$)/;

/** `namespace/name` of all Services. */
function services(cluster: ClusterGraph): ReadonlySet<string> {
  return new Set(nodesOfKind(cluster, 'Service').map(({ object }) => `${object.namespace ?? ''}/${object.name}`));
}

/** `namespace/name` of the Services that the charts of releases bring by custom, called as the release itself says. */
function servicesOfReleases(cluster: ClusterGraph): ReadonlySet<string> {
  return new Set(nodesOfKind(cluster, 'HelmRelease').flatMap((node) => usualNamesOf(node, cluster).slice(0, 1).map((name) => `${releaseNamespace(node)}/${name}`)));
}

/** Whether the chart of a release may bring a Service: one that is called like its object or with its chart, or that its values name. */
function mayBeOfChart({ name, namespace }: Host, { cluster }: GraphContext): boolean {
  return nodesOfKind(cluster, 'HelmRelease').some((node) => {
    if (releaseNamespace(node) !== namespace) return false;
    const release = readHelmRelease(node.manifest);
    return node.object.name === name || usualNamesOf(node, cluster).includes(name) || (release !== undefined && valuesHold(cluster, node, release, name));
  });
}

/** The namespace into which a HelmRelease puts what its chart brings. */
function releaseNamespace({ manifest, object }: GraphNode): string {
  return readHelmRelease(manifest)?.targetNamespace?.value ?? object.namespace ?? '';
}
