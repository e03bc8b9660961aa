/** Reports webhooks that call nobody. */
import { nodesOfKind, type ClusterGraph } from '../../graph/graph.ts';
import { readCanary } from '../../manifests/canary.ts';
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { nearestName } from '../../text/editDistance.ts';
import type { Located } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import type { GraphRule, Reporter } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A webhook calls a Service that is in another namespace, or misspelt. */
export const webhookHostMissing: GraphRule = {
  id: 'canary/webhook-host-missing',
  scope: 'graph',
  kinds: ['Canary'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/flagger pkg/controller/webhook.go: a call that fails counts as a failed check; fluxcd/flagger#1633, #1330',
  summary: 'A webhook calls a Service that is in another namespace, or misspelt.',
  explain: rulePage({
    does: 'Reports a webhook whose host is `name.namespace` of no Service of the cluster, while one of that name in another namespace, or of a similar name, is there. A HelmRelease counts as the Service of its name.',
    why: 'Each call fails: a rollout hook fails its check, a gate never opens.',
    controller: 'Flagger calls the URL from its own namespace.',
    fix: 'Correct the name or the namespace.',
    ignore: 'When the Service is made outside the workspace.',
  }),
  check(node, { derived }, report) {
    const known = derived(servicesAndReleases);
    for (const { url } of readCanary(node.manifest)?.webhooks ?? []) {
      const [, name, namespace] = hostPattern.exec(url?.value ?? '') ?? [];
      if (url === undefined || name === undefined || namespace === undefined || known.has(`${namespace}/${name}`)) continue;
      const elsewhere = [...known].find((each) => each.endsWith(`/${name}`));
      const neighbours = [...known].filter((each) => each.startsWith(`${namespace}/`)).map((each) => each.slice(namespace.length + 1));
      const near = nearestName(name, neighbours);
      if (elsewhere !== undefined) report({ span: faultSpan(url.node), message: `no Service ${name} is known in namespace ${namespace}; there is one in namespace ${elsewhere.slice(0, elsewhere.indexOf('/'))}`, data: { replacement: url.value.replace(`${name}.${namespace}`, `${name}.${elsewhere.slice(0, elsewhere.indexOf('/'))}`) } });
      else if (near === undefined) reportUnusual(url, derived(hostUses), `${name}.${namespace}`, report);
      else report({ span: faultSpan(url.node), message: `no Service ${name} is known in namespace ${namespace}; nearest: ${near}`, data: { replacement: url.value.replace(`${name}.${namespace}`, `${near}.${namespace}`) } });
    }
  },
};

/** How many webhooks of how many Canaries have to name a host for it to be the usual one. */
const usualFrom = 3;

/** Reports a host that only this webhook names, where others name one that differs in a letter or two. */
function reportUnusual(url: Located<string>, uses: ReadonlyMap<string, number>, host: string, report: Reporter): void {
  const usual = (uses.get(host) ?? 0) > 1 ? undefined : nearestName(host, [...uses].flatMap(([other, count]) => (count >= usualFrom ? [other] : [])));
  if (usual !== undefined) report({ span: faultSpan(url.node), message: `no other webhook calls ${host}; nearest: ${usual}`, data: { replacement: url.value.replace(host, usual) } });
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
const hostPattern = /^https?:\/\/([a-z0-9-]+)\.([a-z0-9-]+)(?:\.svc(?:\.cluster\.local)?)?(?=[:/]|$)/;

/** `namespace/name` of all Services, and of the releases whose charts may bring one of that name. */
function servicesAndReleases(cluster: ClusterGraph): ReadonlySet<string> {
  const services = nodesOfKind(cluster, 'Service').map(({ object }) => `${object.namespace ?? ''}/${object.name}`);
  const releases = nodesOfKind(cluster, 'HelmRelease').map(({ manifest, object }) => `${readHelmRelease(manifest)?.targetNamespace?.value ?? object.namespace ?? ''}/${object.name}`);
  return new Set([...services, ...releases]);
}
