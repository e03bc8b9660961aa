/** `namespace:` (kustomize api/filters/namespace, NamespaceTransformer). */
import type { YamlMap, YamlNode, YamlScalar } from '../../yaml/yamlNode.ts';
import { BuildFault } from '../buildError.ts';
import { eachDraft, type StepContext } from '../context.ts';
import { asText, isNull, mapItems, newKey, newText, textOf, withEntry, type Cause } from '../editNodes.ts';
import { editField, type FieldSpecs } from '../fieldSpec.ts';
import { describeId, isClusterScoped } from '../objectId.ts';

/** Which subjects of role bindings get the namespace. */
export type SubjectMode = 'defaultOnly' | 'allServiceAccounts' | 'none';

/** A namespace to set. */
export interface NamespaceStep {
  readonly namespace: YamlScalar;
  readonly specs: FieldSpecs;
  readonly unsetOnly: boolean;
  readonly subjects: SubjectMode;
}

/** Sets the namespace on every object that is not known to be cluster-scoped, and in the fields that name it. */
export function setNamespace(context: StepContext, step: NamespaceStep): void {
  const { drafts } = context;
  eachDraft(context, drafts.all, (draft) => {
    draft.rememberId();
    draft.root = namespaced(draft.root, isClusterScoped(draft.id), draft.id.kind, step);
    const twin = drafts.findTwin(draft);
    if (twin !== undefined) {
      const places = [twin, draft].map(({ root, origin }) => ({ span: root.get('metadata', 'name') ?? origin, message: 'one of the two' }));
      throw new BuildFault('namespace-conflict', `with namespace \`${step.namespace.text}\`, two objects become \`${describeId(draft.id)}\``, step.namespace, places);
    }
  });
}

/** One object with the namespace set. */
export function namespaced(root: YamlMap, clusterScoped: boolean, kind: string, step: NamespaceStep): YamlMap {
  const cause: Cause = { by: 'namespace', span: step.namespace };
  const set = (node: YamlNode): YamlNode => {
    if (node.kind !== 'scalar') throw new BuildFault('field-no-scalar', 'a namespace is written here, so this must be a single value', node);
    if (step.unsetOnly && !isNull(node) && node.text !== '') return node;
    return node.text === '' && node.start === cause.span.start ? newText(cause, step.namespace.text) : asText(node, step.namespace.text, cause);
  };
  const edit = { set, createKind: 'scalar' as const, span: step.namespace };
  let result = root;
  if (!clusterScoped) result = editField(result, { group: '', version: '', kind: '', path: 'metadata/namespace', create: true }, edit);
  const isBinding = kind === 'RoleBinding' || kind === 'ClusterRoleBinding';
  if (isBinding && step.subjects !== 'none') result = withSubjects(result, step, set);
  const apiVersion = textOf(root.get('apiVersion'));
  for (const spec of step.specs.ofKind(kind)) {
    if (spec.path === 'metadata/namespace' || (apiVersion !== 'v1' && spec.path === 'metadata/name')) continue;
    if (isBinding && spec.kind === kind && spec.path === 'subjects/namespace') continue;
    result = editField(result, spec, edit);
  }
  return result;
}

function withSubjects(root: YamlMap, step: NamespaceStep, set: (node: YamlNode) => YamlNode): YamlMap {
  const subjects = root.get('subjects');
  if (subjects === undefined || isNull(subjects)) return root;
  if (subjects.kind !== 'seq') throw new BuildFault('field-no-list', '`subjects` must be a list', subjects);
  const matches = (subject: YamlMap) => (step.subjects === 'defaultOnly' ? textOf(subject.get('name')) === 'default' : textOf(subject.get('kind')) === 'ServiceAccount');
  return withEntry(
    root,
    'subjects',
    mapItems(subjects, (subject) => {
      if (isNull(subject)) return subject;
      if (subject.kind !== 'map') throw new BuildFault('field-no-map', 'a subject must be a mapping with `kind` and `name`', subject);
      if (!matches(subject)) return subject;
      const old = subject.get('namespace');
      const value = old === undefined || isNull(old) ? newText({ by: 'namespace', span: step.namespace }, step.namespace.text) : set(old);
      return withEntry(subject, 'namespace', value, newKey(step.namespace, 'namespace'));
    }),
  );
}
