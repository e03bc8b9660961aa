/** Ports of the workload or Service that a Canary, a Service, an Ingress or a route leads to. */
import type { GraphNode } from '../../graph/graph.ts';
import { readItems, readMap, readMaps, readString } from '../../yaml/yamlReader.ts';
import type { YamlMap, YamlNode } from '../../yaml/yamlNode.ts';
import { matchesLabels, parseLabelSelector } from '../../kustomize/labelSelector.ts';
import { metadataTexts } from '../../kustomize/selector.ts';
import { inOrder, valueProposal, type Proposal } from './proposal.ts';
import type { CompletionScene, Reading } from './scene.ts';

/** A port with its name, and the object that has it. */
interface Port {
  readonly number: string;
  readonly name: string | undefined;
  readonly owner: string;
}

/** Proposals for port numbers and names. */
export function completePorts(scene: CompletionScene): readonly Proposal[] {
  const { cursor } = scene;
  const at = cursor.keys.join('.');
  const ports = scene.readings.flatMap((reading) => portsFor(scene, reading, at));
  const wantsName = at.endsWith('portName') || at.endsWith('port.name');
  const takesNames = at.endsWith('targetPort');
  const seen = new Set<string>();
  const proposals = ports.flatMap(({ number, name, owner }) => {
    const named = name === undefined ? [] : [{ text: name, detail: `${number} of ${owner}` }];
    const numbered = [{ text: number, detail: `${name === undefined ? '' : `${name}, `}${owner}` }];
    return (wantsName ? named : takesNames ? [...named, ...numbered] : numbered).filter(({ text }) => !seen.has(text) && seen.add(text));
  });
  return inOrder(proposals.map(({ text, detail }) => valueProposal(cursor.replace, text, 0, { detail })));
}

function portsFor(scene: CompletionScene, reading: Reading, at: string): readonly Port[] {
  const { group, kind, root } = scene;
  if (group === 'flagger.app' && kind === 'Canary' && /^spec\.service\.(port|targetPort|portName)$/.test(at)) return targetPorts(reading, readMap(root, 'spec', 'targetRef'), scene.namespace);
  if (group === '' && kind === 'Service' && /^spec\.ports\.\*\.(targetPort|port)$/.test(at)) return selectedPorts(scene, reading);
  if (/backend\.service\.port\.(number|name)$/.test(at)) return servicePorts(scene, reading, 'service');
  return /backendRefs\.\*\.port$/.test(at) ? servicePorts(scene, reading, 'backendRefs') : [];
}

/** Container ports of the object that a `targetRef` names; ports of a Service for a Canary over one. */
function targetPorts({ cluster, node: self }: Reading, reference: YamlMap | undefined, namespace: string | undefined): readonly Port[] {
  const kind = readString(reference, 'kind')?.value;
  const name = readString(reference, 'name')?.value;
  const own = self?.object.namespace ?? namespace;
  const target = (cluster.nodesByKind.get(kind ?? '') ?? []).find(({ object }) => object.name === name && (own === undefined || object.namespace === own));
  return target === undefined ? [] : portsOf(target);
}

/** Ports that an object opens: of its containers, or of a Service. */
export function portsOf({ manifest, object }: GraphNode): readonly Port[] {
  const owner = `${object.kind} ${object.name}`;
  if (object.kind === 'Service') return readMaps(manifest.root, 'spec', 'ports').flatMap((port) => portOf(port, 'port', owner));
  const template = readMap(manifest.root, 'spec', 'template', 'spec');
  return readMaps(template, 'containers').flatMap((container) => readItems(container, 'ports').flatMap((port) => (port.kind === 'map' ? portOf(port, 'containerPort', owner) : [])));
}

function portOf(port: YamlMap, key: string, owner: string): readonly Port[] {
  const number = scalarOf(port.get(key));
  return number === undefined ? [] : [{ number, name: readString(port, 'name')?.value, owner }];
}

function scalarOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && node.text !== '' ? node.text : undefined;
}

/** Ports of the workloads that a Service selects. */
function selectedPorts(scene: CompletionScene, { cluster, node: self }: Reading): readonly Port[] {
  const selector = readMap(self?.manifest.root ?? scene.root, 'spec', 'selector')?.pairs ?? [];
  if (selector.length === 0) return [];
  const wanted = parseLabelSelector(selector.map(({ key, value }) => `${key.text}=${value.kind === 'scalar' ? value.text : ''}`).join(','));
  if (typeof wanted === 'string') return [];
  const namespace = self?.object.namespace ?? scene.namespace;
  return ['Deployment', 'StatefulSet', 'DaemonSet']
    .flatMap((kind) => cluster.nodesByKind.get(kind) ?? [])
    .filter(({ object, manifest }) => {
      const template = readMap(manifest.root, 'spec', 'template');
      return object.namespace === namespace && template !== undefined && matchesLabels(wanted, metadataTexts(template, 'labels'));
    })
    .flatMap(portsOf);
}

/** Ports of the Service that stands beside; of all Services of the namespace while none is named. */
function servicePorts(scene: CompletionScene, { cluster, node: self }: Reading, holder: 'service' | 'backendRefs'): readonly Port[] {
  const namespace = self?.object.namespace ?? scene.namespace;
  const wanted = holder === 'backendRefs' ? scene.cursor.siblings.get('name') : backendNames(scene);
  const services = (cluster.nodesByKind.get('Service') ?? []).filter(({ object }) => object.namespace === namespace);
  const named = services.filter(({ object }) => (typeof wanted === 'string' ? object.name === wanted : wanted?.includes(object.name) === true));
  return (named.length > 0 ? named : services).flatMap(portsOf);
}

/** The Service named on a line just above the cursor, as `backend.service.name`. */
function backendNames({ file, cursor }: CompletionScene): readonly string[] | undefined {
  const above = file.text.slice(0, cursor.replace.start).split('\n').slice(-6).join('\n');
  const name = /\bname:\s*["']?([\w.-]+)["']?\s*\n(?!.*\bname:\s*["']?[\w.-]+["']?\s*\n)[^]*$/.exec(above)?.[1];
  return name === undefined ? undefined : [name];
}
