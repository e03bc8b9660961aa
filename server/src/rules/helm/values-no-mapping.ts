/** Reports values that are no mapping. */
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { scalarValue } from '../../yaml/yamlValue.ts';
import { firstLine } from '../buildProblemRule.ts';
import { faultSpan, keySpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error: the chart gets none of them. */
export const valuesNoMapping: ManifestRule = {
  id: 'helm/values-no-mapping',
  scope: 'manifest',
  kinds: ['HelmRelease'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/helm-controller api/v2/helmrelease_types.go GetValues: the raw JSON is read into a map, and an error is dropped',
  summary: 'The `values` of a HelmRelease are no mapping.',
  explain: rulePage({
    does: 'Reports `spec.values` that is a text, a number or a list.',
    why: 'The API server takes it, and the chart is installed with its defaults as if nothing were set.',
    controller: 'helm-controller reads the values into a map and goes on with an empty one when that fails.',
    fix: 'Write keys and values below `values:`; a text in the form of YAML (`values: |`) has to lose its `|`.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    const spec = readHelmRelease(manifest)?.spec;
    const values = spec?.get('values');
    if (values === undefined || values.kind === 'map' || (values.kind === 'scalar' && (scalarValue(values) === null || values.text.includes('${')))) return;
    report({ span: values.kind === 'scalar' ? firstLine(faultSpan(values)) : keySpan(spec, 'values', manifest), message: `\`values\` takes a mapping: of ${values.kind === 'seq' ? 'a list' : 'a text'} the chart gets nothing` });
  },
};
