/** Reports builds that fail: a component stands under `resources`, or the reverse. */
import { kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule, Report, Reporter } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A component stands under `resources`, or the reverse: on the entry, or on the key of the list where all its entries are wrong. */
export const componentAsResource: GraphRule = {
  ...buildProblemRule({
    id: 'kustomize/component-as-resource',
    fix: 'sometimes',
    evidence: 'kubernetes-sigs/kustomize api/internal/target/kusttarget.go accumulateDirectory: "expected kind != \'Component\'"',
    summary: 'A component stands under `resources`, or the reverse.',
    explain: rulePage({
      does: 'Reports a folder of kind Component under `resources`, and a file or a folder of kind Kustomization under `components`; on the key where all entries of a longer list are wrong.',
      why: 'The build of each Flux Kustomization that reads the file fails, and nothing of it is applied.',
      controller: 'Components see the objects collected so far; resources do not. kustomize checks that each is used as what it is.',
      fix: 'Move the entry to the other list.',
      ignore: 'Never.',
    }),
  }),
  check(node, context, report) {
    const reports: Report[] = [];
    problems.check(node, context, (found) => reports.push(found));
    for (const one of reports) if (!joinsOthers(one, reports, report)) report({ ...one, related: [...(one.related ?? []), ...keyOf(one)] });
  },
};

const problems = buildProblemRule({ id: 'kustomize/component-as-resource', evidence: '', summary: '', explain: '' });

/** Whether a report is told once for its whole list, at the key; the first of the list tells it. */
function joinsOthers({ span }: Report, reports: readonly Report[], report: Reporter): boolean {
  const pair = kustomizeFileOf(span.file)?.root.pair('components');
  const items = pair?.value.kind === 'seq' ? pair.value.items : [];
  if (pair === undefined || items.length < 2 || !items.every((item) => reports.some((one) => one.span.file === item.file && one.span.start === item.start))) return false;
  if (!items.some((item) => item.start === span.start)) return false;
  if (span.start === items[0]?.start) report({ span: pair.key, message: 'none of these is a Component: files and plain folders belong under `resources`', related: items.map((item) => ({ span: item, message: 'no Component' })) });
  return true;
}

/** The key of the list that an entry stands in. */
function keyOf({ span }: Report): NonNullable<Report['related']> {
  const root = kustomizeFileOf(span.file)?.root;
  const pair = root?.pairs.find(({ value }) => value.kind === 'seq' && value.start <= span.start && span.end <= value.end);
  return pair === undefined ? [] : [{ span: pair.key, message: `the list is called \`${pair.key.text}\`` }];
}
