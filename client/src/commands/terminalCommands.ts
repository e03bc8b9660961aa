// The kubectl and flux command lines about one object. Pure.
import type { ObjectId } from '../../../server/src/protocol/objectId.ts';
import { refOfObject } from './fluxTargets.ts';

/** How the flux CLI calls the kinds that it can reconcile. */
const fluxWords: Readonly<Record<string, string>> = {
  Kustomization: 'kustomization',
  HelmRelease: 'helmrelease',
  GitRepository: 'source git',
  OCIRepository: 'source oci',
  Bucket: 'source bucket',
  HelmRepository: 'source helm',
  HelmChart: 'source chart',
};

/** Command lines, the most wanted first, each with its context and namespace said. */
export function terminalCommands(object: ObjectId, contextName: string): readonly string[] {
  const ref = refOfObject(object);
  const kind = ref === undefined ? object.kind.toLowerCase() : `${object.kind.toLowerCase()}.${ref.group}`;
  const where = `${object.namespace === undefined ? '' : ` -n ${quoted(object.namespace)}`} --context ${quoted(contextName)}`;
  const name = quoted(object.name);
  const word = fluxWords[object.kind];
  const withSource = object.kind === 'Kustomization' || object.kind === 'HelmRelease' ? ' --with-source' : '';
  const flux = word === undefined ? [] : [`flux reconcile ${word} ${name}${withSource}${where}`, `flux suspend ${word} ${name}${where}`, `flux resume ${word} ${name}${where}`];
  const trees = object.kind === 'Kustomization' ? [`flux tree kustomization ${name}${where}`] : [];
  return [`kubectl get ${kind} ${name}${where} -o yaml`, `kubectl describe ${kind} ${name}${where}`, ...flux, ...trees];
}

/** A word that a shell takes as it is. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
