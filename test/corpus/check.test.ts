/** What the rules say of public repositories: counts by rule; any change in them must be explained in the change's text. */
import { describe, expect, test } from 'vitest';
import { checkWorkspace } from '../../server/src/rules/checkWorkspace.ts';
import type { Finding } from '../../server/src/rules/rule.ts';
import { RuleCache } from '../../server/src/rules/ruleCache.ts';
import { corpusFolder, needsCorpora, openCorpora } from '../harness/corpora.ts';

async function findingsOf(name: string): Promise<readonly Finding[]> {
  const session = await openCorpora(name);
  const fail = (message: string): void => {
    throw new Error(message);
  };
  return [...checkWorkspace(session.snapshot, new RuleCache(), fail).values()].flat();
}

function counted(findings: readonly Finding[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { rule, severity } of findings) counts[`${severity} ${rule}`] = (counts[`${severity} ${rule}`] ?? 0) + 1;
  return counts;
}

function places(findings: readonly Finding[], rule: string): readonly string[] {
  return findings.filter((finding) => finding.rule === rule).map(({ span }) => `${span.file.path}:${span.file.lines.positionAt(span.start).line + 1}`);
}

/** Errors and warnings of each repository. Each of them was looked at and is true. */
const expected: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  // Its one Flux object belongs to a test cluster of its own.
  'BuoyantIO_faces-demo': {},
  // Flux 0.39 is declared: its versions are right, and gone in newer ones. The trust anchor and its key are not in the repository (fact-book F5).
  'BuoyantIO_gitops-linkerd': { 'error kustomize/resource-missing': 2, 'warning flux/api-version-going': 26 },
  'budimanjojo_home-cluster': {},
  'fluxcd_flux2-kustomize-helm-example': {},
  // infrastructure/kyverno/source.yaml still says v1beta2, which Flux 2.8 took away.
  'fluxcd_flux2-multi-tenancy': { 'warning flux/api-version-removed': 1 },
  'onedr0p_home-ops': {},
  // The dashboard of external-dns has the name of the one of cloudflare-tunnel.
  'xunholy_k8s-gitops': { 'warning kustomization/two-owners': 2 },
};

describe.each(Object.keys(expected))('%s', (name) => {
  test.skipIf(corpusFolder(name) === undefined)(needsCorpora(name), async () => {
    const findings = (await findingsOf(name)).filter(({ severity }) => severity === 'error' || severity === 'warning');
    expect(counted(findings)).toEqual(expected[name]);
  });
});

const linkerd = 'BuoyantIO_gitops-linkerd';
describe.skipIf(corpusFolder(linkerd) === undefined)(`the fact-book on ${needsCorpora(linkerd)}`, () => {
  test('F5: what is rightly flagged is flagged, on its line', async () => {
    const findings = await findingsOf(linkerd);
    expect(places(findings, 'kustomize/resource-missing')).toEqual(['infrastructure/linkerd/kustomization.yaml:18', 'infrastructure/linkerd/kustomization.yaml:19']);
    expect(places(findings, 'kustomization/wait-without-timeout')).toEqual(['infrastructure/flagger/loadtester.yaml:23']);
    expect(places(findings, 'source/oci-helm-repository').map((place) => place.split(':')[0]).sort()).toEqual(['infrastructure/flagger/repository.yaml', 'infrastructure/weave-gitops/repository.yaml']);
    expect(places(findings, 'canary/outage-on-deletion')).toHaveLength(4);
    expect(new Set(places(findings, 'helm/floating-version').map((place) => place.split('/')[1]))).toEqual(new Set(['cert-manager', 'flagger', 'ingress-nginx', 'linkerd', 'weave-gitops']));
    expect(findings.filter(({ rule }) => rule === 'flux/api-version-removed')).toEqual([]);
  });

  test('F6: nothing of what must not be flagged is flagged', async () => {
    const allowed = new Set(['kustomize/resource-missing', 'kustomization/wait-without-timeout', 'source/oci-helm-repository', 'canary/outage-on-deletion', 'helm/floating-version', 'flux/api-version-going']);
    expect((await findingsOf(linkerd)).filter(({ rule }) => !allowed.has(rule))).toEqual([]);
  });
});
