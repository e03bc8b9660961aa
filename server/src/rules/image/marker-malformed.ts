/** Reports image policy markers that are not read. */
import { commentsOf } from '../../yaml/yamlComments.ts';
import { findMissing } from '../missingObject.ts';
import type { FileRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** An `$imagepolicy` marker is not written as image automation reads it. */
export const markerMalformed: FileRule = {
  id: 'image/marker-malformed',
  scope: 'file',
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/image-automation-controller pkg/update/setters.go: the comment must be JSON with the key $imagepolicy',
  summary: 'An `$imagepolicy` marker is not written as image automation reads it.',
  explain: rulePage({
    does: 'Reports comments that name `$imagepolicy` and are no JSON of the form `{"$imagepolicy": "namespace:name"}`, and markers of a policy that does not exist.',
    why: 'The image is never updated, and nobody says so.',
    controller: 'The comment is read as JSON; `:tag`, `:name` or `:digest` may follow the name. Anything else is passed over in silence.',
    fix: 'Write `# {"$imagepolicy": "namespace:name"}` behind the value.',
    ignore: 'Never.',
  }),
  check(file, context, report) {
    if (!file.text.includes('$imagepolicy')) return;
    for (const comment of commentsOf(file)) {
      if (!/^\s*\{.*\$imagepolicy/.test(comment.text)) continue;
      const marker = /^\s*\{\s*"\$imagepolicy"\s*:\s*"([^":]+):([^":]+)(?::(tag|name|digest))?"\s*(?:,[^}]*)?\}\s*$/.exec(comment.text);
      const [, namespace, name] = marker ?? [];
      if (namespace === undefined || name === undefined) {
        report({ span: comment, message: 'this marker is not read: write `# {"$imagepolicy": "namespace:name"}`' });
        continue;
      }
      const missing = context.clusters.map((view) => findMissing(view, { kind: 'ImagePolicy', namespace, name }));
      const [first] = missing;
      if (first === undefined || missing.includes(undefined)) continue;
      const advice = first.meant === undefined ? '' : `; nearest: ${first.meant.object.namespace ?? ''}:${first.meant.object.name}`;
      report({ span: comment, severity: first.severity === 'error' ? 'warning' : first.severity, message: `ImagePolicy ${name} in namespace ${namespace} does not exist: the image is never updated${advice}` });
    }
  },
};
