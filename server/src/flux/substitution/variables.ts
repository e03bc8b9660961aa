/** The variables of a Flux Kustomization: `postBuild.substitute` over `substituteFrom`, each with the place of its value. */
import type { FluxKustomization } from '../../manifests/fluxKustomization.ts';
import type { Span } from '../../text/textFile.ts';
import { readBoolean, readMap } from '../../yaml/yamlReader.ts';
import { scalarValue } from '../../yaml/yamlValue.ts';
import type { YamlMap, YamlNode } from '../../yaml/yamlNode.ts';
import type { BuildProblem } from '../../kustomize/build.ts';
import type { VariableLookup } from './evaluate.ts';
import { scalarValue11 } from './yaml11.ts';

/** One value that a ConfigMap or Secret holds. */
export interface SourcedValue {
  /** `undefined` when the key exists but its value cannot be read here, such as a SOPS-encrypted one. */
  readonly value: string | undefined;
  readonly span: Span | undefined;
}

/** What is known of a ConfigMap or Secret: its values, that it is absent for certain, or nothing (it may exist in the cluster only). */
export type VariableSource =
  | { readonly state: 'known'; readonly values: ReadonlyMap<string, SourcedValue> }
  | { readonly state: 'missing' }
  | { readonly state: 'unknown' };

/** Finds a ConfigMap or Secret. */
export type FindVariables = (kind: 'ConfigMap' | 'Secret', namespace: string, name: string) => VariableSource;

/** One variable that wins over others of its name. */
export interface Variable {
  readonly name: string;
  /** Without its line breaks, as it is inserted; `undefined` when it cannot be read here. */
  readonly value: string | undefined;
  readonly span: Span | undefined;
  /** The object that holds it; `undefined` for one written in `postBuild.substitute`. */
  readonly source: { readonly kind: 'ConfigMap' | 'Secret'; readonly namespace: string; readonly name: string } | undefined;
}

/** All variables that substitution of one Flux Kustomization sees. */
export interface VariableSet {
  readonly variables: ReadonlyMap<string, Variable>;
  /** References to sources of which nothing is known: a name that is not among `variables` may come from there. */
  readonly unknownSources: readonly Span[];
  /** Faults that fail the build. */
  readonly problems: readonly BuildProblem[];
  /** Whether substitution runs at all: there may be a variable, or the strategy is `Always`. */
  readonly active: boolean;
}

const validName = /^[_A-Za-z][_A-Za-z0-9]*$/;

/**
 * Collects the variables (fluxcd/pkg kustomize/kustomize_varsub.go): later sources win over earlier ones and
 * `substitute` wins over all. Without `find`, `substituteFrom` is skipped, as `flux build --dry-run` does; `coerces`
 * is its reading of unquoted numbers and booleans in `substitute`, which the API server refuses.
 */
export function variablesOf(kustomization: FluxKustomization, find: FindVariables | undefined, coerces = false): VariableSet {
  const postBuild = kustomization.postBuild;
  const variables = new Map<string, Variable>();
  const problems: BuildProblem[] = [];
  const unknownSources: Span[] = [];
  if (postBuild === undefined) return { variables, unknownSources, problems, active: false };
  if (find !== undefined) collectSources(kustomization, find, variables, unknownSources, problems);
  collectInline(postBuild, coerces, variables, problems);
  const always = readString(postBuild, 'substituteStrategy') === 'Always';
  const active = always || variables.size > 0 || unknownSources.length > 0;
  for (const { name, span } of variables.values()) {
    if (validName.test(name)) continue;
    const message = `\`${name}\` is no variable name: only letters, digits and \`_\` may stand in it, and no digit first`;
    problems.push({ code: 'variable-name', message, span: span ?? postBuild });
  }
  return { variables, unknownSources, problems, active };
}

/** What the set knows of a name, for evaluation. */
export function lookupOf(set: VariableSet): VariableLookup {
  return (name) => {
    const variable = set.variables.get(name);
    if (variable === undefined) return { state: set.unknownSources.length > 0 ? 'unknown' : 'unset' };
    return variable.value === undefined ? { state: 'unknown' } : { state: 'known', value: variable.value };
  };
}

/** The values of a ConfigMap or Secret manifest. Values under SOPS have their names only. */
export function variableSourceOf(root: YamlMap): VariableSource {
  const values = new Map<string, SourcedValue>();
  const secret = readString(root, 'kind') === 'Secret';
  for (const { key, value } of readMap(root, 'data')?.pairs ?? []) {
    const text = textOf(value);
    const readable = text === undefined || isEncrypted(text) ? undefined : secret ? decodeBase64(text) : text;
    values.set(key.text, { value: readable, span: value });
  }
  for (const { key, value } of (secret ? readMap(root, 'stringData') : undefined)?.pairs ?? []) {
    const text = textOf(value);
    values.set(key.text, { value: text === undefined || isEncrypted(text) ? undefined : text, span: value });
  }
  return { state: 'known', values };
}

function collectSources(
  kustomization: FluxKustomization,
  find: FindVariables,
  variables: Map<string, Variable>,
  unknownSources: Span[],
  problems: BuildProblem[],
): void {
  const namespace = kustomization.namespace?.value ?? 'default';
  for (const reference of kustomization.substituteFrom) {
    const kind = reference.kind?.value;
    const name = reference.name?.value;
    if (name === undefined || (kind !== 'ConfigMap' && kind !== 'Secret')) continue;
    const found = find(kind, namespace, name);
    if (found.state === 'unknown') unknownSources.push(reference.node);
    if (found.state === 'missing' && readBoolean(reference.node, 'optional')?.value !== true) {
      problems.push({ code: 'variable-source-missing', message: `${kind} \`${namespace}/${name}\` does not exist and is not optional`, span: reference.name?.node ?? reference.node });
    }
    if (found.state !== 'known') continue;
    for (const [key, { value, span }] of found.values) {
      variables.set(key, { name: key, value: value?.replaceAll('\n', ''), span, source: { kind, namespace, name } });
    }
  }
}

function collectInline(postBuild: YamlMap, coerces: boolean, variables: Map<string, Variable>, problems: BuildProblem[]): void {
  for (const { key, value } of readMap(postBuild, 'substitute')?.pairs ?? []) {
    const text = inlineText(value, coerces);
    if (text === undefined) {
      problems.push({ code: 'variable-type', message: `the value of \`${key.text}\` must be a string: quote it`, span: value });
      continue;
    }
    // The CLI reads the file as YAML 1.1, for which an unquoted key `N` is the word `false`.
    const name = coerces ? String(scalarValue11(key) ?? key.text) : key.text;
    variables.set(name, { name, value: text.replaceAll('\n', ''), span: value, source: undefined });
  }
}

function readString(map: YamlMap, field: string): string | undefined {
  const node = map.get(field);
  return node === undefined ? undefined : textOf(node);
}

function textOf(node: ReturnType<YamlMap['get']>): string | undefined {
  const value = node?.kind === 'scalar' ? scalarValue(node) : undefined;
  return typeof value === 'string' ? value : undefined;
}

function inlineText(node: YamlNode, coerces: boolean): string | undefined {
  const value = node.kind === 'scalar' ? scalarValue(node) : undefined;
  if (value === null) return '';
  return coerces && value !== undefined ? String(value) : textOf(node);
}

function isEncrypted(text: string): boolean {
  return text.startsWith('ENC[') && text.endsWith(']');
}

/** Text of base64; `undefined` when it is neither base64 nor text. */
function decodeBase64(text: string): string | undefined {
  const compact = text.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact) || compact.length % 4 !== 0) return undefined;
  const bytes = Uint8Array.from(atob(compact), (character) => character.charCodeAt(0));
  const decoded = new TextDecoder('utf-8').decode(bytes);
  return decoded.includes('\ufffd') ? undefined : decoded;
}
