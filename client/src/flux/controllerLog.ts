// Lines of the controllers' logs about one object: Flux's and Flagger's are one JSON object a line. Pure.
import { isJsonObject, parseJson, readString, type JsonObject } from '../cluster/jsonValue.ts';

/** The controller that looks after a kind, as its Pods are labelled; undefined where none of Flux's and Flagger's does. */
export function controllerOf(kind: string): string | undefined {
  if (kind === 'Kustomization') return 'kustomize-controller';
  if (kind === 'HelmRelease') return 'helm-controller';
  if (kind === 'Canary') return 'flagger';
  if (['GitRepository', 'OCIRepository', 'Bucket', 'HelmRepository', 'HelmChart'].includes(kind)) return 'source-controller';
  if (['Alert', 'Provider', 'Receiver'].includes(kind)) return 'notification-controller';
  if (['ImageRepository', 'ImagePolicy'].includes(kind)) return 'image-reflector-controller';
  if (kind === 'ImageUpdateAutomation') return 'image-automation-controller';
  return kind === 'ArtifactGenerator' ? 'source-watcher' : undefined;
}

/** The object whose lines are wanted. */
export interface LogSubject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The lines about an object, each as `time  LEVEL  message  error`, in the log's order. */
export function linesAbout(log: string, subject: LogSubject): readonly string[] {
  return log.split('\n').flatMap((line) => {
    const entry = parseJson(line);
    return isJsonObject(entry) && isAbout(entry, subject) ? [printLine(entry)] : [];
  });
}

/** Flux names the object by kind, Flagger as `name.namespace`. */
function isAbout(entry: JsonObject, { kind, namespace, name }: LogSubject): boolean {
  if (kind === 'Canary' && readString(entry, 'canary') === `${name}.${namespace}`) return true;
  if (readString(entry, kind, 'name') === name && readString(entry, kind, 'namespace') === namespace) return true;
  return readString(entry, 'controllerKind') === kind && readString(entry, 'name') === name && readString(entry, 'namespace') === namespace;
}

/** Messages of controllers may have several lines: a line that begins without a time would belong to nothing. */
function oneLine(text: string): string {
  return text.trimEnd().replaceAll('\n', ' ');
}

function printLine(entry: JsonObject): string {
  const error = readString(entry, 'error');
  const revision = readString(entry, 'revision');
  return [readString(entry, 'ts') || readString(entry, 'timestamp'), (readString(entry, 'level') || 'info').toUpperCase().padEnd(5), oneLine(readString(entry, 'msg')), ...(revision === '' ? [] : [`revision=${revision}`]), ...(error === '' ? [] : [`error=${oneLine(error)}`])].join('  ');
}
