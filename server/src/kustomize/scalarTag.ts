/** The type that kyaml notes for a scalar when it reads it; it stays when a later step only changes the text. */
import { YamlScalar } from '../yaml/yamlNode.ts';
import { isTimestamp, resolvePlain } from '../yaml/yamlValue.ts';

/** The scalar's tag; for scalars without one, that of what they mean. */
export function tagOf(scalar: YamlScalar): string {
  if (scalar.tag !== undefined) return scalar.tag;
  const value = scalar.style === 'plain' ? resolvePlain(scalar.text) : scalar.text;
  const name =
    value === null ? 'null' : typeof value === 'boolean' ? 'bool' : typeof value === 'bigint' || (typeof value === 'number' && /^[-+]?(0[xXbBoO])?[0-9a-fA-F_]+$/.test(scalar.text) && Number.isInteger(value)) ? 'int' : typeof value === 'number' ? 'float' : scalar.style === 'plain' && isTimestamp(scalar.text) ? 'timestamp' : 'str';
  return `tag:yaml.org,2002:${name}`;
}

/** Whether the text can be read as the type that the tag names; kustomize fails where it cannot. */
export function fitsTag(scalar: YamlScalar): boolean {
  const type = /^tag:yaml\.org,2002:(null|bool|int|float|timestamp)$/.exec(scalar.tag ?? '')?.[1];
  if (type === undefined || scalar.style !== 'plain') return true;
  const actual = tagOf(new YamlScalar(scalar, scalar.text)).replace('tag:yaml.org,2002:', '');
  return actual === type || (type === 'float' && actual === 'int');
}
