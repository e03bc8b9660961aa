/** Which JSON pointers of a patch lead to something in the real target. */
import { isKustomizeFileName } from '../../manifests/kustomizeFile.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { parseEmbedded } from '../../yaml/parseEmbedded.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import { readMaps, readScalar } from '../../yaml/yamlReader.ts';
import type { YamlFile, YamlMap, YamlScalar } from '../../yaml/yamlNode.ts';
import { resolvePointer } from '../completion/jsonPointers.ts';
import { patchSubjectAt } from '../completion/patchSubject.ts';
import type { SemanticToken } from './semanticTokens.ts';

/** Tokens for the pointers in a kustomize file, in a Flux Kustomization and in a file that is a patch; as a name, one that leads nowhere has none. */
export function pointerTokens(snapshot: Snapshot, file: TextFile): readonly SemanticToken[] {
  if (!/\bpath["']?:/.test(file.text) || !/\bop["']?:/.test(file.text)) return [];
  const { documents } = yamlOf(file);
  const [first] = documents;
  if (first?.root?.kind === 'seq') return tokensIn(snapshot, file, yamlOf(file), first.root.start);
  return documents.flatMap(({ root }) => (root?.kind === 'map' ? inlinePatches(root, isKustomizeFileName(file.path)) : [])).flatMap((text) => (text.file === file && text.aliasOf === undefined && (text.style === 'literal' || text.style === 'folded') ? tokensIn(snapshot, file, parseEmbedded(text), text.end - 1) : []));
}

function inlinePatches(root: YamlMap, isKustomizeFile: boolean): readonly YamlScalar[] {
  const lists = isKustomizeFile ? [readMaps(root, 'patches'), readMaps(root, 'patchesJson6902')] : [];
  return [...lists.flat(), ...readMaps(root, 'spec', 'patches')].flatMap((patch) => readScalar(patch, 'patch') ?? []);
}

/** Tokens of one patch's operations; `place` is an offset inside of it. */
function tokensIn(snapshot: Snapshot, file: TextFile, patch: YamlFile, place: number): readonly SemanticToken[] {
  const operations = patch.documents[0]?.root;
  if (operations?.kind !== 'seq') return [];
  const subject = patchSubjectAt(snapshot, file, place);
  if (subject?.isJson !== true || subject.objects.length === 0) return [];
  const leads = (pointer: string): boolean => subject.objects.some(({ root }) => resolvePointer(root, pointer) !== undefined);
  return operations.items.flatMap((operation): readonly SemanticToken[] => {
    if (operation.kind !== 'map') return [];
    const isNew = readScalar(operation, 'op')?.text === 'add';
    return ['path', 'from'].flatMap((key) => {
      const pointer = readScalar(operation, key);
      if (pointer?.file !== file || !file.text.slice(pointer.start, pointer.end).includes(pointer.text) || !pointer.text.startsWith('/')) return [];
      const parent = pointer.text.slice(0, pointer.text.lastIndexOf('/'));
      if (!leads(pointer.text) && !(isNew && key === 'path' && parent !== '' && leads(parent))) return [];
      const start = file.text.indexOf(pointer.text, pointer.start);
      return [{ start, end: start + pointer.text.length, type: 'fluxPointer' as const }];
    });
  });
}
