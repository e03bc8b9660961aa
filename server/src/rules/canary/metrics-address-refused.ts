/** Reports addresses of metric servers that Flagger cannot ask. */
import { readString } from '../../yaml/yamlReader.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Providers that are asked over HTTP at their address. */
const overHttp: ReadonlySet<string> = new Set(['prometheus', 'graphite', 'influxdb']);

/** `metricsServer` of a Canary or the address of a MetricTemplate has no scheme. */
export const metricsAddressRefused: ManifestRule = {
  id: 'canary/metrics-address-refused',
  scope: 'manifest',
  kinds: ['Canary', 'MetricTemplate'],
  severity: 'error',
  since: '0.1.0',
  fix: 'always',
  evidence: 'fluxcd/flagger pkg/metrics/providers/prometheus.go NewPrometheusProvider: the address is the URL that is asked',
  summary: 'The address of a metric server has no scheme.',
  explain: rulePage({
    does: 'Reports `spec.metricsServer` of a Canary and `spec.provider.address` of a MetricTemplate for Prometheus, Graphite and InfluxDB that do not begin with `http://` or `https://`.',
    why: 'Every check of the metric fails, and the release is rolled back after `threshold` of them.',
    controller: 'Flagger sends its query to the address as it is written.',
    fix: 'Put `http://` or `https://` in front.',
    ignore: 'Never.',
  }),
  check({ root, kind }, _context, report) {
    const address = kind === 'Canary' ? readString(root, 'spec', 'metricsServer') : overHttp.has(readString(root, 'spec', 'provider', 'type')?.value ?? '') ? readString(root, 'spec', 'provider', 'address') : undefined;
    if (address === undefined || address.value === '' || holdsVariable(address.value) || /^https?:\/\//i.test(address.value) || /^[a-z][a-z0-9+]*:\/\//i.test(address.value)) return;
    report({ span: faultSpan(address.node), message: `\`${address.value}\` is no URL: write \`http://${address.value}\``, data: { replacement: `http://${address.value}` } });
  },
};
