/** Says in few words what kustomize says in many: its errors are wrapped once for each folder and name temporary paths. Anything else stays as it is. */

/** The folder in which kustomize-controller unpacks an artifact (internal/controller: `MkdirTemp("", "kustomization-")`). */
const temporary = /(?:\/[^\s'":]+)?\/kustomization-\d+\//g;
const missingFile = /(?:open|stat|lstat|evalsymlink failure on) '?([^\s'":]+)'?(?: ?:.*)?: no such file or directory/;

/** `build failed: ca.crt does not exist` for `kustomize build failed: loading KV pairs: file sources: [ca.crt]: open /tmp/kustomization-1/infra/ca.crt: no such file or directory`. */
export function plainFailure(sentence: string): string {
  const folder = /^kustomization path not found: stat (\S+): no such file or directory/.exec(withoutTemporaryFolders(sentence))?.[1];
  if (folder !== undefined) return `the source has no folder ${folder}`;
  if (!sentence.startsWith('kustomize build failed: ')) return withoutTemporaryFolders(sentence);
  const text = withoutTemporaryFolders(sentence.slice('kustomize build failed: '.length));
  const file = missingFile.exec(text)?.[1];
  // The folder stands beside it: in the line at fault, or in the message in full.
  return `build failed: ${file === undefined ? innermost(text) : `${file.slice(file.lastIndexOf('/') + 1)} does not exist`}`;
}

/** A controller's text with paths as they are in the artifact, instead of where it was unpacked. */
export function withoutTemporaryFolders(text: string): string {
  return text.replace(temporary, '');
}

/** What the innermost wrapper says of a resource: `accumulating resources from './web': …` without those around it. */
function innermost(text: string): string {
  const wrapped = text.lastIndexOf("accumulating resources from '");
  return (wrapped < 0 ? text : text.slice(wrapped + 'accumulating resources from '.length)).replace(/'+$/, '').trim();
}
