/** Reads the ConfigMaps and Secrets from which `postBuild.substituteFrom` takes variables. */
import { objectAt, textMapAt } from '../kubeApi/json.ts';
import { findKind } from '../standIns/standInContext.ts';
import type { StandInContext } from '../standIns/standInContext.ts';

/** The variables of a live ConfigMap or Secret; `undefined` when there is none. */
export function readVariables(context: StandInContext, namespace: string, kind: string, name: string): Readonly<Record<string, string>> | undefined {
  const info = findKind(context, kind === 'Secret' ? 'secrets' : 'configmaps');
  const object = info && context.api.find(info, { namespace, name });
  if (object === undefined) return undefined;
  const data = textMapAt(objectAt(object, 'data'));
  if (kind !== 'Secret') return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]));
}
