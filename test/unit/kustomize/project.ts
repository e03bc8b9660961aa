/** Builds small projects that stand in a test. */
import { DirectoryTree } from '../../../server/src/files/directoryTree.ts';
import type { BuildProblem, KustomizeBuild } from '../../../server/src/kustomize/build.ts';
import { buildDirectory, type BuildOptions } from '../../../server/src/kustomize/buildDirectory.ts';
import { rangeOfSpan } from '../../../server/src/text/textFile.ts';
import { plainValue, type PlainValue } from '../../../server/src/yaml/yamlValue.ts';

/** A tree of texts by path. */
export function projectTree(texts: Readonly<Record<string, string>>): DirectoryTree {
  return DirectoryTree.ofTexts('file:///project', texts);
}

/** The build of one directory of a project, the root by default. */
export function build(texts: Readonly<Record<string, string>>, directory = '', options?: BuildOptions): KustomizeBuild {
  return buildDirectory(projectTree(texts), directory, options);
}

/** The objects of a build that must have no problems, as plain data. */
export function objectsOf(result: KustomizeBuild): PlainValue[] {
  if (result.problems.length > 0) throw new Error(result.problems.map(describeProblem).join('\n'));
  return result.objects.map(({ root }) => plainValue(root));
}

/** A problem as `code path:line message`, lines from 1. */
export function describeProblem(problem: BuildProblem): string {
  return `${problem.code} ${problem.span.file.path}:${rangeOfSpan(problem.span).start.line + 1} ${problem.message}`;
}

/** A Deployment with one container. */
export function deployment(name: string, image = 'nginx:1'): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  template:\n    spec:\n      containers:\n        - name: main\n          image: ${image}\n`;
}

/** A ConfigMap with one entry. */
export function configMap(name: string, namespace?: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${namespace === undefined ? '' : `  namespace: ${namespace}\n`}data:\n  k: v\n`;
}
