/** Keeps Secret values out of everything that people see: rendered texts, hovers. Their keys are shown. */
import type { FluxBuild } from '../flux/buildFluxKustomization.ts';
import { hiddenValue } from '../protocol/rendered.ts';
import type { KustomizeBuild } from '../kustomize/build.ts';
import { holdsSecret } from '../kustomize/secretSource.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../yaml/yamlNode.ts';
import { scalarValue, type PlainValue } from '../yaml/yamlValue.ts';

/** What stands in place of a Secret's value. */
export const hidden = hiddenValue;

/** Names of the variables whose values a build took from Secrets. */
export function secretVariables(build: KustomizeBuild | FluxBuild | undefined): ReadonlySet<string> {
  if (build === undefined || !('variables' in build)) return new Set();
  return new Set([...build.variables.variables].flatMap(([name, { source }]) => (source?.kind === 'Secret' ? [name] : [])));
}

/** Values that a build took from Secrets, the longest first; very short ones would hide ordinary words. */
export function secretTexts(build: FluxBuild | undefined): readonly string[] {
  if (build === undefined) return none;
  let known = textsByBuild.get(build);
  if (known === undefined) textsByBuild.set(build, (known = readSecretTexts(build)));
  return known;
}

const none: readonly string[] = [];

/** Each check asks for those of all builds. */
const textsByBuild = new WeakMap<FluxBuild, readonly string[]>();

function readSecretTexts(build: FluxBuild): readonly string[] {
  const byVariable = [...build.variables.variables.values()].flatMap(({ source, value }) => (source?.kind === 'Secret' && value !== undefined ? [value] : []));
  return [...byVariable, ...build.secrets].filter((text) => text.length > 3).sort((a, b) => b.length - a.length);
}

/** Whether a value of an object is a Secret's, or was made with a variable or by a replacement that took one. */
export function isSecretValue(root: YamlMap, scalar: YamlScalar, secrets: ReadonlySet<string>): boolean {
  return isMadeOfSecret(scalar, secrets) || (isSecret(root) && ['data', 'stringData'].some((field) => holds(root.get(field), scalar)));
}

/** Plain data of an object with every Secret value hidden. */
export function withoutSecrets(root: YamlMap, secrets: ReadonlySet<string>): PlainValue {
  const secretFields = isSecret(root) ? new Set(['data', 'stringData']) : undefined;
  return plain(root, secrets, secretFields, false);
}

function plain(node: YamlNode, secrets: ReadonlySet<string>, secretFields: ReadonlySet<string> | undefined, inSecret: boolean): PlainValue {
  if (node.kind === 'scalar') return inSecret || isMadeOfSecret(node, secrets) ? hidden : scalarValue(node);
  if (node.kind === 'seq') return node.items.map((item) => plain(item, secrets, undefined, inSecret));
  return Object.fromEntries(node.pairs.map(({ key, value }) => [key.text, plain(value, secrets, undefined, inSecret || secretFields?.has(key.text) === true)]));
}

function isMadeOfSecret(scalar: YamlScalar, secrets: ReadonlySet<string>): boolean {
  return isCopiedSecret(scalar) || scalar.changes?.some(({ by, detail }) => by === 'substitution' && detail !== undefined && secrets.has(detail)) === true;
}

/** Whether a value is one into which a replacement or a var copied a Secret's. */
export function isCopiedSecret(node: YamlNode | undefined): boolean {
  return node?.kind === 'scalar' && holdsSecret(node);
}

/** Whether an object is a Secret. */
export function isSecret(root: YamlMap): boolean {
  const kind = root.get('kind');
  const apiVersion = root.get('apiVersion');
  return kind?.kind === 'scalar' && kind.text === 'Secret' && apiVersion?.kind === 'scalar' && apiVersion.text === 'v1';
}

function holds(node: YamlNode | undefined, scalar: YamlScalar): boolean {
  if (node === undefined || node.kind === 'scalar') return node === scalar;
  return (node.kind === 'seq' ? node.items : node.pairs.map(({ value }) => value)).some((inner) => holds(inner, scalar));
}
