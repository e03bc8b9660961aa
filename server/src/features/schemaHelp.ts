/** Finds the structure that a place in a file is to have: that of its kind, or that of kustomize files. The one switch for help by schema. */
import { kustomizeShape, type Shape } from '../kustomize/kustomizeShape.ts';
import { isKustomizeFileName } from '../manifests/kustomizeFile.ts';
import { findDescribed, type DescribedStructure } from '../schemas/describeField.ts';
import { fieldsWithin, type Structure } from '../schemas/structure.ts';
import { kustomizeFileWords } from '../schemas/words/kustomizeFile.ts';
import { namesSchema } from '../schemas/modelines.ts';
import type { TextFile } from '../text/textFile.ts';
import type { Snapshot } from '../workspace/session.ts';
import { documentHead } from './completion/cursorContext.ts';

/**
 * Structure and words for the document at an offset; `undefined` where we have none. Everything that completes or
 * explains by schema asks here, so that it can be switched off where another extension does the same.
 */
export function schemaAt(file: TextFile, offset: number, snapshot?: Pick<Snapshot, 'settings' | 'served'>): DescribedStructure | undefined {
  // Beside the Red Hat YAML extension a document that names a schema for it is explained and completed there.
  if (snapshot?.settings.besideRedHatYaml === true && namesSchema(file, offset)) return undefined;
  const head = documentHead(file, offset);
  const apiVersion = head.get('apiVersion') ?? '';
  if (isKustomizeFileName(file.path) && !apiVersion.startsWith('kustomize.toolkit.fluxcd.io/')) return kustomizeFile;
  const kind = head.get('kind') ?? '';
  return findDescribed(apiVersion, kind) ?? snapshot?.served?.kinds.get(`${apiVersion}/${kind}`);
}

const kustomizeFile: DescribedStructure | undefined = describedShape(kustomizeShape);

function describedShape(shape: Shape): DescribedStructure | undefined {
  const root = fieldsWithin(structureOfShape(shape));
  return root === undefined ? undefined : { root, words: [kustomizeFileWords] };
}

/** The shape by which the engine reads kustomize files, in the terms of schemas. */
function structureOfShape(shape: Shape): Structure {
  if (typeof shape === 'string') return ({ string: 'string', bool: 'boolean', int: 'integer', any: 'any' } as const)[shape];
  if ('list' in shape) return { list: structureOfShape(shape.list) };
  if ('map' in shape) return { map: structureOfShape(shape.map) };
  return { fields: Object.fromEntries(Object.entries(shape.fields).map(([name, field]) => [name, structureOfShape(field)])) };
}
