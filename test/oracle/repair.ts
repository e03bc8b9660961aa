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
  if (/^kind: Kustomization$/m.test(text)) {
    const shorter = withoutFieldAt(text, problem.span.start, ofSpec);
    return shorter === undefined ? undefined : { ...project, [path]: shorter };
  }
  const [directory, name] = [path.slice(0, path.lastIndexOf('/')), path.slice(path.lastIndexOf('/') + 1)];
  const beside = Object.keys(project).find((other) => isKustomizeFile.test(other) && other.slice(0, other.lastIndexOf('/')) === directory);
  const fields = beside === undefined ? undefined : project[beside];
  // Flux takes every file of a folder without a kustomization file.
  if (beside === undefined || fields === undefined) return Object.fromEntries(Object.entries(project).filter(([other]) => other !== path));
  const shorter = fields.split(topLevel.at).filter((field) => !field.includes(name)).join('');
  return shorter === fields ? undefined : { ...project, [beside]: shorter };
}

/** Where the fields of a file begin, and which of them must stay. */
interface FieldCut {
  readonly at: RegExp;
  readonly kept: RegExp;
}

const topLevel: FieldCut = { at: /^(?=["'\w])/m, kept: /^(apiVersion|kind):/ };
const ofSpec: FieldCut = { at: /^(?= {2}\w)/m, kept: /^(apiVersion| {2}(name|namespace|path|sourceRef):)/ };

function withoutFieldAt(text: string, offset: number, { at, kept }: FieldCut = topLevel): string | undefined {
  let start = 0;
  for (const field of text.split(at)) {
    const end = start + field.length;
    if (offset < end && /^ *["'\w]/.test(field) && !kept.test(field)) return text.slice(0, start) + text.slice(end);
    if (offset < end) return undefined;
    start = end;
  }
  return undefined;
}
