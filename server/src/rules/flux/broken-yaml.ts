/** Reports YAML that cannot be read, in files of Flux, Flagger and kustomize that no build reaches. */
import { firstLine } from '../buildProblemRule.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import type { FileRule } from '../rule.ts';
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
    does: 'Reports tabs, quotes that are not closed, missing colons and lines at the wrong depth, in YAML files that name a Flux, Flagger or kustomize API and that no entry point reaches.',
    why: 'Nothing of the file can be applied, and nothing else is checked in it. The file may be out of reach only because it cannot be read.',
    controller: 'Every tool that reads the file gives up.',
    fix: 'Mend the line; the place is where the text stops to be YAML.',
    ignore: 'For templates of other tools.',
  }),
  check(file, { reached }, report) {
    if (reached || !/^apiVersion: *["']?[\w.-]*(toolkit\.fluxcd\.io|flagger\.app|kustomize\.config\.k8s\.io)/m.test(file.text) || /\{\{|<%|#\{|\{%/.test(file.text)) return;
    const problem = yamlOf(file).problems.find(({ code }) => code === 'syntax');
    if (problem !== undefined) report({ span: firstLine(problem), message: `this file cannot be read: ${problem.message}` });
  },
};
