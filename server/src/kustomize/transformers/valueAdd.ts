/** The `ValueAddTransformer`, which puts one text into fields or into parts of file paths (kustomize api/filters/valueadd). */
import { baseName } from '../../files/paths.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import { YamlScalar, type YamlMap, type YamlNode } from '../../yaml/yamlNode.ts';
import { BuildFault } from '../buildError.ts';
import { eachDraft, type StepContext } from '../context.ts';
import { isNull, rewritten } from '../editNodes.ts';
import { editField, FieldSpecs, splitPath } from '../fieldSpec.ts';
import { pluginShape } from '../kustomizeShape.ts';
import { isClusterScoped } from '../objectId.ts';
import { compileSelector, selectDrafts } from '../selector.ts';
import { decode, Fields, looseManner } from '../strictReader.ts';
import { namespaced } from './namespace.ts';

/** Puts the value into the fields of all targets; without a value it is the directory's name. */
export function addValues(context: StepContext, fields: Fields, directory: string): void {
  const given = fields.scalar('value');
  const text = (given?.text ?? '').trim() || baseName(directory);
  const value = new YamlScalar(given ?? fields.map, text, 'plain', { tag: 'tag:yaml.org,2002:str' });
  const targets = [...fields.list('targets'), ...targetsOfFile(context, fields)];
  if (targets.length === 0) throw new BuildFault('plugin-config', 'at least one target is needed', fields.map);
  for (const target of targets) addToTarget(context, target, value);
}

function targetsOfFile(context: StepContext, fields: Fields): readonly Fields[] {
  const path = fields.scalar('targetFilePath');
  if (path === undefined || path.text === '') return [];
  const root = yamlOf(context.loader.file(path)).documents[0]?.root;
  const decoded = root === undefined ? undefined : decode(root, pluginShape, (fault) => context.findings.problems.push(fault.problem), looseManner);
  return decoded?.kind === 'map' ? new Fields(decoded).list('targets') : [];
}

function addToTarget(context: StepContext, target: Fields, value: YamlScalar): void {
  const path = target.text('fieldPath');
  const position = target.int('filePathPosition');
  if (path === '') throw new BuildFault('plugin-config', '`fieldPath` is needed', target.map);
  if (position < 0) throw new BuildFault('plugin-config', '`filePathPosition` cannot be negative', target.node('filePathPosition') ?? target.map);
  const selector = target.fields('selector');
  const drafts = selector === undefined ? context.drafts.all : selectDrafts(context.drafts.all, compileSelector(selector));
  eachDraft(context, drafts, (draft) => {
    if (path === 'metadata/namespace') {
      draft.root = namespaced(draft.root, isClusterScoped(draft.id), draft.id.kind, { namespace: value, specs: new FieldSpecs(), unsetOnly: false, subjects: 'defaultOnly' });
      return;
    }
    const set = (node: YamlNode): YamlNode => {
      if (node.kind !== 'scalar') throw new BuildFault('field-no-scalar', 'a value is added here, so this must be a single value', node);
      return rewritten(node, position > 0 ? insertPart(node.text, position - 1, value.text) : value.text, { by: 'transformer', span: value });
    };
    const spec = { group: '', version: '', kind: '', path: splitPath(path, '/').filter((part) => part !== '').map((part) => part.replaceAll('/', '\\/')).join('/'), create: true };
    const parts = splitPath(path, '/').filter((part) => part !== '');
    // Annotations that are null become a mapping as soon as kustomize notes something of its own in them.
    const isAnnotation = draft.hasMemory && parts[0] === 'metadata' && parts[1] === 'annotations';
    if (isAnnotation || !passesNull(draft.root, parts)) draft.root = editField(draft.root, spec, { set, createKind: 'scalar', span: value });
  });
}

/** Whether a step on the way is null: kustomize then adds nothing. */
function passesNull(root: YamlMap, path: readonly string[]): boolean {
  let at: YamlNode | undefined = root;
  for (const key of path.slice(0, -1)) {
    at = at.kind === 'map' ? at.get(key) : undefined;
    if (at === undefined) return false;
    if (isNull(at)) return true;
  }
  return false;
}

/** Inserts a part into a file path; a leading slash stays, a place behind the end appends. */
function insertPart(path: string, position: number, part: string): string {
  if (path === '') return part;
  const isAbsolute = path.startsWith('/');
  const parts = path.split('/').filter((piece) => piece !== '');
  parts.splice(Math.min(position, parts.length), 0, part);
  return (isAbsolute ? '/' : '') + parts.join('/');
}
