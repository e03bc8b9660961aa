/** Reports builds that fail: one build contains the same object twice. */
import { isKustomizeFileName, kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import type { Span } from '../../text/textFile.ts';
import type { YamlScalar } from '../../yaml/yamlNode.ts';
import { readItems } from '../../yaml/yamlReader.ts';
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

const failing = buildProblemRule({
  id: 'kustomize/same-object-twice',
  evidence: 'kubernetes-sigs/kustomize api/resmap/reswrangler.go Append: "may not add resource with an already registered id"',
  summary: 'One build contains the same object twice.',
  explain: rulePage({
    does: 'Reports an object that comes into one build a second time: defined in two files, or reached on two ways.',
    why: 'The build of each Flux Kustomization that reads the file fails, and nothing of it is applied.',
    controller: 'kustomize knows an object by group, version, kind, name and namespace, and refuses a second one.',
    fix: 'Remove one of them, or the entry that reads the same file again.',
    ignore: 'Never.',
  }),
});

/** One build contains the same object twice; told at both entries where one list names the same thing twice. */
export const sameObjectTwice: GraphRule = {
  ...failing,
  check(node, context, report) {
    failing.check(node, context, (found) => {
      report(found);
      const first = firstOfTwins(found.span);
      if (first !== undefined) report({ span: first, message: `\`${first.text}\` is listed twice, and its objects may come into a build only once`, related: [{ span: found.span, message: 'the other one' }] });
    });
  },
};

/** The entry that names the same file or folder as another one further down in the same kustomize file. */
function firstOfTwins({ file, start, end }: Span): YamlScalar | undefined {
  if (!isKustomizeFileName(file.path)) return undefined;
  const root = kustomizeFileOf(file)?.root;
  const written = file.text.slice(start, end);
  return ['resources', 'bases', 'components'].flatMap((field) => readItems(root, field)).find((item): item is YamlScalar => item.kind === 'scalar' && item.end <= start && pathOf(item.text) === pathOf(written));
}

function pathOf(entry: string): string {
  return entry.replace(/^["']|["']$/g, '').replace(/^\.\//, '').replace(/\/$/, '');
}
