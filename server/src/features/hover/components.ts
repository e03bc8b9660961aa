/** The hover of an entry of `spec.components`: what the component adds to which build. */
import { kustomizeFileOf, type KustomizeFile } from '../../manifests/kustomizeFile.ts';
import { codeSpan, escapeMarkdown } from '../../protocol/markdownText.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { readItems } from '../../yaml/yamlReader.ts';
import { firstFile } from '../definitions/kustomizeEntries.ts';
import { fluxComponentsAt, type FluxComponent } from '../definitions/fluxComponents.ts';
import type { Hover } from '../hover.ts';

/** Says it once for each Flux Kustomization that takes the component; `undefined` elsewhere. */
export function findComponentHover(snapshot: Snapshot, file: TextFile, offset: number): Hover | undefined {
  const found = fluxComponentsAt(snapshot, file, offset);
  const [first] = found;
  return first === undefined ? undefined : { span: first.span, markdown: [...new Set(found.map(section))].join('\n\n---\n\n') };
}

function section({ delivery, artifact, path }: FluxComponent): string {
  const taker = `**${escapeMarkdown(delivery.node.object.name)}**`;
  const folder = codeSpan(`./${path}`);
  if (artifact.tree.kindOf(path) !== 'directory') return `folder ${folder} does not exist in ${escapeMarkdown(artifact.repository.name)}`;
  const holder = firstFile(artifact.tree, path);
  const kustomizeFile = holder === undefined ? undefined : kustomizeFileOf(holder);
  if (kustomizeFile === undefined) return `folder ${folder} has no kustomize file`;
  return `component ${folder}, added to what ${taker} builds: ${partsOf(kustomizeFile)}`;
}

/** Its lists as they are counted by people: `2 resources, 1 patch`. */
function partsOf({ root }: KustomizeFile): string {
  const counted = [
    count('resource', ['resources'], root),
    count('component', ['components'], root),
    count('generator', ['configMapGenerator', 'secretGenerator'], root),
    count('patch', ['patches', 'patchesStrategicMerge', 'patchesJson6902'], root),
    count('replacement', ['replacements'], root),
  ].flat();
  return counted.length === 0 ? 'nothing but its fields' : counted.join(', ');
}

function count(what: string, fields: readonly string[], root: KustomizeFile['root']): readonly string[] {
  const many = fields.reduce((sum, field) => sum + readItems(root, field).length, 0);
  return many === 0 ? [] : [`${many} ${many === 1 ? what : what === 'patch' ? 'patches' : `${what}s`}`];
}
