/** Takes out of a random project what kustomize refuses, so that the rest of it is compared object by object. */
import type { BuildProblem } from '../../server/src/kustomize/build.ts';
import type { Project } from './randomProject.ts';

const isKustomizeFile = /(^|\/)(kustomization\.ya?ml|Kustomization)$/;

/**
 * The project without the part that a problem blames: the top-level field of the kustomization file that it stands in, or
 * the fields of the kustomization file beside it that name the file it stands in. `undefined` when there is nothing to take out.
 */
export function withoutFault(project: Project, problem: BuildProblem): Project | undefined {
  const { path } = problem.span.file;
  const text = project[path];
  if (text === undefined) return undefined;
  if (isKustomizeFile.test(path)) {
    const shorter = withoutFieldAt(text, problem.span.start);
    return shorter === undefined ? undefined : { ...project, [path]: shorter };
  }
  const [directory, name] = [path.slice(0, path.lastIndexOf('/')), path.slice(path.lastIndexOf('/') + 1)];
  const beside = Object.keys(project).find((other) => isKustomizeFile.test(other) && other.slice(0, other.lastIndexOf('/')) === directory);
  const fields = beside === undefined ? undefined : project[beside];
  if (beside === undefined || fields === undefined) return undefined;
  const shorter = fieldsOf(fields).filter((field) => !field.includes(name)).join('');
  return shorter === fields ? undefined : { ...project, [beside]: shorter };
}

/** The text cut in front of each line that begins a top-level field. */
function fieldsOf(text: string): string[] {
  return text.split(/^(?=["'\w])/m);
}

function withoutFieldAt(text: string, offset: number): string | undefined {
  let start = 0;
  for (const field of fieldsOf(text)) {
    const end = start + field.length;
    if (offset < end && /^["'\w]/.test(field) && !/^(apiVersion|kind):/.test(field)) return text.slice(0, start) + text.slice(end);
    if (offset < end) return undefined;
    start = end;
  }
  return undefined;
}
