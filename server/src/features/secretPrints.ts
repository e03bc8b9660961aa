/** Prints of the values in rendered Secrets, so that the client can tell which differ from the cluster's without a value crossing over. */
import { isSecret } from '../graph/secretValues.ts';
import type { BuiltObject } from '../kustomize/build.ts';
import { bytesOfData, printOfValue } from '../protocol/valuePrints.ts';
import type { YamlMap } from '../yaml/yamlNode.ts';
import { scalarValue } from '../yaml/yamlValue.ts';

/** The prints by key, of each Secret by `namespace/name`. A Secret that SOPS encrypts has none: what its values will be is not known here. */
export function secretPrints(objects: readonly BuiltObject[], key: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return Object.fromEntries(
    objects
      .filter(({ root }) => isSecret(root) && root.get('sops') === undefined)
      // The API server lets `stringData` win over `data`.
      .map(({ root, namespace, name }) => [`${namespace ?? ''}/${name}`, { ...printsOf(root, 'data', key), ...printsOf(root, 'stringData', key) }]),
  );
}

function printsOf(root: YamlMap, field: 'data' | 'stringData', key: string): Readonly<Record<string, string>> {
  const map = root.get(field);
  if (map?.kind !== 'map') return {};
  return Object.fromEntries(
    map.pairs.flatMap(({ key: { text }, value }) => {
      const plain = value.kind === 'scalar' ? scalarValue(value) : undefined;
      if (typeof plain !== 'string') return [];
      return [[text, printOfValue(key, field === 'data' ? bytesOfData(plain) : Buffer.from(plain, 'utf8'))]];
    }),
  );
}
