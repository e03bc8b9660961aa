/** Keeps what the Red Hat YAML extension says of an open file from being said there a second time as an error. */
import type { Finding } from '../rules/rule.ts';
import { yamlOf } from '../yaml/parseYaml.ts';
import { isPlainlyBroken, isPlainlyRepeated } from '../yaml/plainErrors.ts';
import type { Findings } from './checker.ts';

/**
 * The findings as the editor is to have them while that extension judges the open files: a mistake of YAML itself that it
 * marks is only a hint here, which still tells where the mistake began and what comes of it. It sees no other files.
 */
export function besideRedHat(findings: Findings, open: readonly string[]): Findings {
  const changed = new Map(findings);
  for (const uri of open) {
    const own = findings.get(uri);
    if (own?.some(isToldBeside) === true) changed.set(uri, own.map((finding) => (isToldBeside(finding) ? { ...finding, severity: 'hint' } : finding)));
  }
  return changed;
}

/** Rules that tell of a key that stands twice; others may have something else to say of the same key. */
const repeatedKeyRules: ReadonlySet<string> = new Set(['kustomize/field-twice', 'kustomize/not-kubernetes']);

function isToldBeside({ rule, span: { file, start } }: Finding): boolean {
  return yamlOf(file).problems.some((problem) => {
    if (problem.start !== start) return false;
    return problem.code === 'syntax' ? isPlainlyBroken(file, start) : problem.code === 'duplicate-key' && repeatedKeyRules.has(rule) && isPlainlyRepeated(file, start);
  });
}
