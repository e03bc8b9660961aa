/** Reports YAML that cannot be read, in files of Flux, Flagger and kustomize that no build reaches. */
import { firstLine } from '../buildProblemRule.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { FileRule, Reporter } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Warning: what a build reads is `kustomize/not-kubernetes`. */
export const brokenYaml: FileRule = {
  id: 'flux/broken-yaml',
  scope: 'file',
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'sigs.k8s.io/yaml: such a file is refused by kubectl, kustomize and Flux alike',
  summary: 'A file cannot be read: its YAML is broken.',
  explain: rulePage({
    does: 'Reports tabs, quotes that are not closed, missing colons and lines at the wrong depth, two objects without `---` between them, and an object whose `apiVersion` or `kind` stands twice, in YAML files that name a Flux, Flagger or kustomize API and that no entry point reaches.',
    why: 'Nothing of the file can be applied, and nothing else is checked in it. The file may be out of reach only because it cannot be read.',
    controller: 'Every tool that reads the file gives up. Of two objects that run into each other kubectl takes the later values, and kustomize refuses the file.',
    fix: 'Mend the line; the place is where the text stops to be YAML.',
    ignore: 'For templates of other tools.',
  }),
  check(file, { reached }, report) {
    if (reached || !/^apiVersion: *["']?[\w.-]*(toolkit\.fluxcd\.io|flagger\.app|kustomize\.config\.k8s\.io)/m.test(file.text) || /\{\{|<%|#\{|\{%/.test(file.text)) return;
    const { problems } = yamlOf(file);
    const problem = problems.find(({ code }) => code === 'syntax');
    if (problem !== undefined) {
      report({ span: firstLine(problem), message: `this file cannot be read: ${problem.message}` });
      return;
    }
    reportTwice(file, report);
  },
};

/** Reports a second object that begins without `---` above it, which says both of its `apiVersion` and `kind` again, or one of these that stands twice. */
function reportTwice(file: TextFile, report: Reporter): void {
  const { documents, problems } = yamlOf(file);
  for (const document of documents) {
    const twice = problems.filter(({ code, start, end }) => code === 'duplicate-key' && start >= document.start && end <= document.end && /^(apiVersion|kind)$/.test(file.text.slice(start, end)) && file.lines.positionAt(start).character === 0);
    const [again] = twice;
    if (again === undefined) continue;
    const keys = new Set(twice.map(({ start, end }) => file.text.slice(start, end)));
    const [key] = keys;
    const message = keys.size > 1 ? 'a second object begins here, without `---` above it: the first one is lost' : `\`${key ?? ''}\` stands twice in this object: kubectl takes the later one, and kustomize refuses the file`;
    report({ span: firstLine({ ...again, end: file.text.length }), message });
    return;
  }
}
