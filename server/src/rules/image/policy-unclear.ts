/** Reports an image policy with several orders or none. */
import { readMap } from '../../yaml/yamlReader.ts';
import { keySpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** An ImagePolicy has none or several of `semver`, `alphabetical` and `numerical`. */
export const policyUnclear: ManifestRule = {
  id: 'image/policy-unclear',
  scope: 'manifest',
  kinds: ['ImagePolicy'],
  needsWhole: true,
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/image-reflector-controller api/v1/imagepolicy_types.go ImagePolicyChoice; internal/policy/factory.go',
  summary: 'An ImagePolicy has none or several of `semver`, `alphabetical` and `numerical`.',
  explain: rulePage({
    does: 'Reports a `spec.policy` that does not set exactly one of the three.',
    why: 'The policy never chooses an image, or not the one that was meant.',
    controller: 'The controller takes the first that is set, and fails where none is.',
    fix: 'Keep one.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    const spec = readMap(manifest.root, 'spec');
    const policy = readMap(spec, 'policy');
    if (policy === undefined) return;
    const present = ['semver', 'alphabetical', 'numerical'].filter((each) => policy.get(each) !== undefined);
    if (present.length === 1) return;
    const related = present.map((each) => ({ span: keySpan(policy, each, manifest), message: `\`${each}\` is set here` }));
    report({ span: keySpan(spec, 'policy', manifest), related, message: `exactly one of \`semver\`, \`alphabetical\`, \`numerical\` must be set: here ${present.length === 0 ? 'is none of them' : `are ${present.map((each) => `\`${each}\``).join(' and ')}`}` });
  },
};
