/** What Flagger makes of a Canary, said on the names of the Canary, its target and its Services: both Deployments and all three Services always exist, and each has its reason. */
import { readCanarySpec, type CanarySpec } from '../../flagger/canarySpec.ts';
import { phaseMeaning } from '../../flagger/phases.ts';
import { generatedObjects, type GeneratedObject } from '../../flagger/providers.ts';
import { effectiveProvider, effectiveStrategy, type EffectiveStrategy } from '../../flagger/strategy.ts';
import { nodesAt } from '../../graph/queries.ts';
import { nodesOfKind, type ClusterGraph } from '../../graph/graph.ts';
import type { CanaryFacts, ClusterFacts } from '../../protocol/clusterFacts.ts';
import { codeSpan, escapeMarkdown } from '../../protocol/markdownText.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { plainValue } from '../../yaml/yamlValue.ts';
import type { Hover } from '../hover.ts';
import { meshProviderOf } from '../meshProvider.ts';

/** The hover on `metadata.name` of an object that a Canary is, stands on or takes over. */
export function findFlaggerObjectsHover(snapshot: Snapshot, file: TextFile, offset: number, facts: ClusterFacts | undefined): Hover | undefined {
  for (const { cluster, node } of nodesAt(snapshot.graph, file.uri, offset)) {
    const name = node.manifest.name?.node;
    if (name === undefined || name.file !== file || name.start > offset || offset > name.end) continue;
    const found = canariesAbout(cluster, node.object.kind, node.object.namespace, node.object.name);
    if (found.length > 0) return { span: name, markdown: found.map(({ spec, role }) => sectionOf(spec, role, meshProviderOf(cluster), facts)).join('\n\n---\n\n') };
  }
  return undefined;
}

interface About {
  readonly spec: CanarySpec;
  /** The object under the pointer among those of the Canary; absent for the Canary itself. */
  readonly role: GeneratedObject | undefined;
}

function canariesAbout(cluster: ClusterGraph, kind: string, namespace: string | undefined, name: string): readonly About[] {
  return nodesOfKind(cluster, 'Canary').flatMap((node): readonly About[] => {
    const spec = readCanarySpec(plainValue(node.manifest.root));
    if (spec === undefined || (node.object.namespace ?? '') !== (namespace ?? '')) return [];
    const own = { ...spec, ...(node.object.namespace === undefined ? {} : { namespace: node.object.namespace }) };
    if (kind === 'Canary') return node.object.name === name ? [{ spec: own, role: undefined }] : [];
    const role = generatedObjects(own, meshProviderOf(cluster)).find((object) => object.kind === kind && object.name === name);
    return role === undefined ? [] : [{ spec: own, role }];
  });
}

function sectionOf(spec: CanarySpec, about: GeneratedObject | undefined, meshProvider: string | undefined, facts: ClusterFacts | undefined): string {
  const head = about === undefined ? `**What Flagger makes of Canary ${escapeMarkdown(spec.name)}**` : `**${escapeMarkdown(`${about.kind} ${about.name}`)}** belongs to Canary ${escapeMarkdown(spec.name)}: ${escapeMarkdown(about.words)}`;
  const others = generatedObjects(spec, meshProvider).filter((object) => object.kind !== about?.kind || object.name !== about.name);
  const lines = others.map((object) => `- ${codeSpan(`${object.kind} ${object.name}`)}: ${escapeMarkdown(object.words)}`);
  const live = facts === undefined || facts.connection === 'none' ? undefined : facts.canaries.find((canary) => canary.name === spec.name && canary.namespace === (spec.namespace ?? ''));
  return [head, lines.join('\n'), ...(live === undefined ? [] : [liveWords(live, spec, meshProvider)])].join('\n\n');
}

/** Who answers now, as far as the facts tell. */
function liveWords(live: CanaryFacts, spec: CanarySpec, meshProvider: string | undefined): string {
  const version = (images: CanaryFacts['primaryImages']): string => Object.values(images ?? {}).map((image) => codeSpan(image)).join(', ');
  const primary = version(live.primaryImages);
  if (live.phase === '' || live.phase === 'Initializing') return `Now (${escapeMarkdown(live.phase || 'not seen yet')}): Flagger has routed nothing yet, Service ${codeSpan(spec.service.name ?? spec.targetRef.name)} selects what it did before.`;
  const tested = phaseMeaning(live.phase).exposed ? `; ${codeSpan(spec.targetRef.name)} runs ${version(live.canaryImages) || 'the version under test'}${escapeMarkdown(gotWords(live, effectiveStrategy(spec, effectiveProvider(spec, meshProvider))))}` : `; ${codeSpan(spec.targetRef.name)} is scaled to 0`;
  return `Now (${escapeMarkdown(live.phase)}): clients reach ${codeSpan(`${spec.targetRef.name}-primary`)}${primary === '' ? '' : `, which runs ${primary}`}${tested}.`;
}

/** What the version under test gets; the status knows weights of a canary only. */
function gotWords({ weight, iterations }: CanaryFacts, strategy: EffectiveStrategy): string {
  if (strategy.base === 'canary') return weight > 0 ? ` and gets ${weight} % of the traffic` : '';
  if (strategy.base === 'bluegreen') return ', tested beside the live traffic';
  return iterations > 0 ? ` and gets ${strategy.matchWorks ? strategy.requests : 'all traffic'}` : '';
}
