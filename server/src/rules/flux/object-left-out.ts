/** Reports objects that Flux does not apply and says nothing of. */
import type { BuiltObject } from '../../kustomize/build.ts';
import type { TextFile } from '../../text/textFile.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import { readString } from '../../yaml/yamlReader.ts';
import { firstLine } from '../buildProblemRule.ts';
import { faultSpan } from '../faultPlace.ts';
import type { GraphRule, Reporter } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { isUnreadable } from '../unreadable.ts';

/** An object of a build has no `apiVersion`, or is one of kustomize's own files. */
export const objectLeftOut: GraphRule = {
  id: 'flux/object-left-out',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/pkg ssa/utils/object.go ReadObjects: only what `IsKubernetesObject` and not `IsKustomization` is kept; kubernetes-sigs/kustomize kyaml/kio/byteio_reader.go splitDocuments',
  summary: 'Flux leaves an object out and says nothing.',
  explain: rulePage({
    does: 'Reports objects in what a Flux Kustomization builds that have no `apiVersion`, and a `Kustomization` of kustomize (`kustomize.config.k8s.io`) that is listed like an object, often a Flux Kustomization with the wrong `apiVersion`. Also the second document of a file in UTF-16, which `>` writes in PowerShell.',
    why: 'The object is never applied, and one that was applied before is pruned. The Kustomization is ready all the same.',
    controller: 'kustomize builds such objects, and looks for `---` in the bytes of a file, where UTF-16 has none. kustomize-controller then reads the result and keeps only what has a name, a kind and an apiVersion and is no file of kustomize.',
    fix: 'Write the `apiVersion`: `kustomize.toolkit.fluxcd.io/v1` for a Flux Kustomization. List a kustomize file by its folder. Save UTF-16 as UTF-8.',
    ignore: 'Never.',
  }),
  check(node, { cluster }, report) {
    const build = cluster.deliveries.get(node.id)?.build;
    for (const object of build?.leftOut ?? []) if (!isUnreadable(object.root)) reportObject(object, report);
    for (const file of new Set(build?.objects.map(({ root }) => root.file))) reportUtf16(file, report);
  },
};

function reportUtf16(file: TextFile, report: Reporter): void {
  const first = file.isUtf16 ? yamlOf(file).documents[0] : undefined;
  const more = first === undefined ? undefined : firstLineBehind(file.text, first.end);
  if (more === undefined) return;
  report({ span: { file, ...more }, message: 'this file is UTF-16, as PowerShell writes it: kustomize reads its first document only and leaves this one out without a word; save it as UTF-8' });
}

/** The first line of a document behind an offset: the first that is no comment, after a separator. What is there was not parsed. */
function firstLineBehind(text: string, from: number): { readonly start: number; readonly end: number } | undefined {
  let isBehind = false;
  for (let start = from; start < text.length; ) {
    const next = text.indexOf('\n', start);
    const end = next < 0 ? text.length : next;
    const line = text.slice(start, end).trimEnd();
    if (/^---(\s|$)/.test(line)) isBehind = true;
    else if (isBehind && line !== '' && !/^\s*#/.test(line)) {
      const indent = line.length - line.trimStart().length;
      return { start: start + indent, end: start + line.length };
    }
    start = end + 1;
  }
  return undefined;
}

function reportObject({ root, kind, name }: BuiltObject, report: Reporter): void {
  const version = readString(root, 'apiVersion');
  const isFlux = root.get('spec') !== undefined;
  if (version === undefined || version.value === '') report({ span: firstLine(root), message: `${kind} ${name} has no \`apiVersion\`: Flux leaves it out without a word` });
  else if (isFlux) report({ span: faultSpan(version.node), message: `Kustomization ${name} is Flux's by its \`spec\` and kustomize's by its \`apiVersion\`: Flux leaves it out without a word; write \`kustomize.toolkit.fluxcd.io/v1\``, data: { replacement: 'kustomize.toolkit.fluxcd.io/v1' } });
  else report({ span: faultSpan(version.node), message: `Kustomization ${name} is a kustomize file and no object: Flux leaves it out without a word; list its folder` });
}
