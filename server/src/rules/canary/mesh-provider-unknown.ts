/** Reports a mesh provider that Flagger does not know. */
import { findProvider } from '../../flagger/providers.ts';
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { readString } from '../../yaml/yamlReader.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import { isFlaggerRelease } from '../flaggerRelease.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** The HelmRelease of Flagger sets a mesh provider that Flagger does not know. */
export const meshProviderUnknown: GraphRule = {
  id: 'canary/mesh-provider-unknown',
  scope: 'graph',
  kinds: ['HelmRelease'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/flagger pkg/router/factory.go MeshRouter: an unknown provider gets the Istio router',
  summary: 'The HelmRelease of Flagger sets a mesh provider that Flagger does not know.',
  explain: rulePage({
    does: 'Reports `meshProvider` in the values of the chart `flagger` that is none of Flagger’s names; a bare `gatewayapi` is the usual case.',
    why: 'Flagger silently takes Istio, and every Canary without a `provider` of its own fails.',
    controller: 'The router factory compares the name with those it knows and falls back to Istio with only a warning in the log.',
    fix: 'Write the name with its version: `gatewayapi:v1`.',
    ignore: 'Never.',
  }),
  check(node, _context, report) {
    const release = readHelmRelease(node.manifest);
    const provider = release !== undefined && isFlaggerRelease(release) ? readString(release.values, 'meshProvider') : undefined;
    if (provider === undefined || holdsVariable(provider.value) || findProvider(provider.value) !== undefined) return;
    const replacement = provider.value.startsWith('gateway') ? 'gatewayapi:v1' : undefined;
    report({ span: faultSpan(provider.node), message: `Flagger knows no mesh provider \`${provider.value}\` and will take Istio${replacement === undefined ? '' : `; write \`${replacement}\``}`, data: { replacement } });
  },
};
