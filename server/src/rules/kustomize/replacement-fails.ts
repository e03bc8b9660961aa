/** Reports builds that fail: a replacement finds no source, or no field to fill. */
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A replacement finds no source, or no field to fill. */
export const replacementFails: GraphRule = buildProblemRule({
  id: 'kustomize/replacement-fails',
  evidence: 'kubernetes-sigs/kustomize api/filters/replacement/replacement.go',
  summary: 'A replacement finds no source, or no field to fill.',
  explain: rulePage({
    does: 'Reports replacements whose source is no object or several, and fields that are not there.',
    why: 'The build of each Flux Kustomization that reads the file fails, and nothing of it is applied.',
    controller: 'The source must be exactly one object and have the field; a target field must exist unless `options.create` is set.',
    fix: 'Narrow or correct the selector, or set `create: true`.',
    ignore: 'Never.',
  }),
});
