/** Reports fields of Flux and Flagger objects that are on their way out. */
import { groupOf } from '../../manifests/manifest.ts';
import type { YamlMap, YamlNode, YamlPair } from '../../yaml/yamlNode.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Warning on the key. */
export const schemaDeprecatedField: ManifestRule = {
  id: 'schema/deprecated-field',
  scope: 'manifest',
  kinds: ['HelmRelease', 'Alert', 'Provider', 'Canary'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'Deprecated in: fluxcd/helm-controller api/v2 Install.SkipCRDs, fluxcd/notification-controller api/v1beta3 Alert.Summary and Provider.Interval, fluxcd/flagger pkg/apis/flagger/v1beta1 CanaryMetric.Threshold and .Query',
  summary: 'A field is deprecated.',
  explain: rulePage({
    does: 'Reports fields that the controllers still read but that their authors ask to replace.',
    why: 'A coming version drops them; until then they may act in ways that nobody looks after any more.',
    controller: 'The fields are marked as deprecated in the types of the controllers.',
    fix: 'Use the field that the message names.',
    ignore: 'While an older version of the controller is in use that does not know the new field.',
  }),
  check({ root, kind, apiVersion }, _context, report) {
    if (!/toolkit\.fluxcd\.io$|^flagger\.app$/.test(groupOf(apiVersion))) return;
    for (const [path, advice] of Object.entries(deprecated[kind] ?? {})) {
      for (const { key } of pairsAt(root, path.split('.'))) report({ span: faultSpan(key), message: `\`${path.replaceAll('.*', '[]')}\` is deprecated: ${advice}` });
    }
  },
};

/** What to write in place of each field, by kind. */
const deprecated: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  HelmRelease: { 'spec.install.skipCRDs': 'write `crds: Skip`' },
  Alert: { 'spec.summary': 'use `eventMetadata` with the key `summary`' },
  Provider: { 'spec.interval': 'it has no effect any more' },
  Canary: { 'spec.analysis.metrics.*.threshold': 'use `thresholdRange`', 'spec.analysis.metrics.*.query': 'use a MetricTemplate with `templateRef`' },
};

function pairsAt(map: YamlMap, [step = '', ...rest]: readonly string[]): readonly YamlPair[] {
  const pair = map.pair(step);
  if (pair === undefined || rest.length === 0) return pair === undefined ? [] : [pair];
  const inner: readonly YamlNode[] = rest[0] === '*' && pair.value.kind === 'seq' ? pair.value.items : [pair.value];
  const left = rest[0] === '*' ? rest.slice(1) : rest;
  return inner.flatMap((node) => (node.kind === 'map' ? pairsAt(node, left) : []));
}
