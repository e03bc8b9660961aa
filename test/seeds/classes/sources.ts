/** Mistakes in sources, in image automation and in notifications. */
import { change, insertBeside, mistake, objectsOf, placesAt, remove, renameKey, replacedRaw, type Mistake, type Where } from '../mistake.ts';
import { misspelt } from '../misspelling.ts';

const sources = 'source.toolkit.fluxcd.io';
const git = objectsOf('GitRepository', sources);
const oci = objectsOf('OCIRepository', sources);
const helm = objectsOf('HelmRepository', sources);
const alert = objectsOf('Alert', 'notification.toolkit.fluxcd.io');
const provider = objectsOf('Provider', 'notification.toolkit.fluxcd.io');
const receiver = objectsOf('Receiver', 'notification.toolkit.fluxcd.io');
const imageRepository = objectsOf('ImageRepository', 'image.toolkit.fluxcd.io');
const imagePolicy = objectsOf('ImagePolicy', 'image.toolkit.fluxcd.io');
const automation = objectsOf('ImageUpdateAutomation', 'image.toolkit.fluxcd.io');

/** Each class by what went wrong. */
export const sourceMistakes: readonly Mistake[] = [
  change('git: URL as scp writes it', git, 'spec.url', () => 'git@github.com:org/repo.git'),
  change('git: URL without a scheme', git, 'spec.url', ({ text }) => text.replace(/^\w+:\/\//, '')),
  remove('git: URL left out', git, 'spec.url'),
  renameKey('git: kind of reference misspelt', git, 'spec.ref.*', misspelt),
  insertBeside('git: tag and branch', git, 'spec.ref.branch', () => 'tag: v1.0.0'),
  remove('git: reference left out', git, 'spec.ref'),
  change('git: timeout in hours', git, 'spec.timeout', () => '1h'),
  change('git: interval without a unit', git, 'spec.interval', () => '90'),
  change('git: secret as text', git, 'spec.secretRef.name', () => '[flux-system]'),
  renameKey('git: field misspelt', git, 'spec.*', misspelt),
  change('git: apiVersion that is gone', git, 'apiVersion', ({ text }) => text.replace(/v1$/, 'v1beta1')),
  change('oci: tag in the URL', oci, 'spec.url', ({ text }) => `${text}:1.0.0`),
  change('oci: wrong scheme', oci, 'spec.url', ({ text }) => text.replace(/^oci:/, 'https:')),
  change('oci: interval in words', oci, 'spec.interval', () => '1hour'),
  renameKey('oci: kind of reference misspelt', oci, 'spec.ref.*', misspelt),
  renameKey('oci: field misspelt', oci, 'spec.*', misspelt),
  change('oci: operation misspelt', oci, 'spec.layerSelector.operation', () => 'Copy'),
  change('oci: provider misspelt', oci, 'spec.provider', ({ text }, random) => misspelt(text, random)),
  change('oci: version that is gone', oci, 'apiVersion', ({ text }) => text.replace(/v1$/, 'v1beta1')),
  insertBeside('oci: a range and a tag', oci, 'spec.ref.tag', () => 'semver: ">=1.0.0"'),
  remove('oci: reference left out', oci, 'spec.ref'),
  change('helm repository: OCI URL without the type', helm, 'spec.url', ({ root, text }) => (root.get('spec', 'type') === undefined ? text.replace(/^https?:/, 'oci:') : undefined)),
  remove('helm repository: type left out', helm, 'spec.type'),
  change('helm repository: type misspelt', helm, 'spec.type', () => 'OCI'),
  remove('helm repository: URL left out', helm, 'spec.url'),
  change('helm repository: interval in days', helm, 'spec.interval', () => '1d'),
  change('helm repository: name misspelt', helm, 'metadata.name', ({ text }, random) => misspelt(text, random)),
  change('helm repository: URL without a scheme', helm, 'spec.url', ({ text }) => text.replace(/^\w+:\/\//, '')),
  change('alert: provider misspelt', alert, 'spec.providerRef.name', ({ text }, random) => misspelt(text, random)),
  change('alert: provider invented', alert, 'spec.providerRef.name', () => 'teams'),
  change('alert: event source kind misspelt', alert, 'spec.eventSources.*.kind', ({ text }, random) => misspelt(text, random)),
  change('alert: severity misspelt', alert, 'spec.eventSeverity', () => 'warning'),
  change('alert: event source that is not there', alert, 'spec.eventSources.*.name', () => 'nothing-like-it'),
  change('alert: apiVersion that never was', alert, 'apiVersion', () => 'notification.toolkit.fluxcd.io/v1'),
  renameKey('alert: field misspelt', alert, 'spec.*', misspelt),
  change('provider: type misspelt', provider, 'spec.type', ({ text }, random) => misspelt(text, random)),
  remove('provider: type left out', provider, 'spec.type'),
  change('provider: name misspelt', provider, 'metadata.name', ({ text }, random) => misspelt(text, random)),
  change('receiver: type misspelt', receiver, 'spec.type', ({ text }, random) => misspelt(text, random)),
  change('receiver: resource that is not there', receiver, 'spec.resources.*.name', ({ text }, random) => (text === '*' ? undefined : misspelt(text, random))),
  remove('receiver: secret left out', receiver, 'spec.secretRef'),
  change('receiver: resource kind misspelt', receiver, 'spec.resources.*.kind', ({ text }, random) => misspelt(text, random)),
  change('image: repository misspelt', imagePolicy, 'spec.imageRepositoryRef.name', ({ text }, random) => misspelt(text, random)),
  change('image: range broken', imagePolicy, 'spec.policy.semver.range', () => 'newest'),
  renameKey('image: policy misspelt', imagePolicy, 'spec.policy.*', misspelt),
  change('image: tag in the image', imageRepository, 'spec.image', ({ text }) => `${text}:latest`),
  change('image: interval without a unit', imageRepository, 'spec.interval', () => '5'),
  change('image: URL in the image', imageRepository, 'spec.image', ({ text }) => `https://${text}`),
  change('image: automation of an unknown source', automation, 'spec.sourceRef.name', ({ text }, random) => misspelt(text, random)),
  renameKey('image: field of the automation misspelt', automation, 'spec.git.*', misspelt),
  change('image: strategy misspelt', automation, 'spec.update.strategy', () => 'setters'),
  change('git: branch with its full name', git, 'spec.ref.branch', ({ text }) => `refs/heads/${text}`),
  change('git: branch of a remote', git, 'spec.ref.branch', ({ text }) => `origin/${text}`),
  renameKey('git: branch as a full name', git, 'spec.ref.branch', () => 'name'),
  mistakeOf('git: commit cut short', git, 'spec.ref', 'commit: abc1234'),
  mistakeOf('git: range broken', git, 'spec.ref', 'semver: latest'),
  mistakeOf('oci: digest without its algorithm', oci, 'spec.ref', `digest: ${'0123456789abcdef'.repeat(4)}`),
  mistakeOf('oci: range broken', oci, 'spec.ref', 'semver: newest'),
  change('git: URL of the browser', git, 'spec.url', ({ text }) => (/^https:\/\/github\.com\/[^/]+\/[^/]+$/.test(text) ? `${text.replace(/\.git$/, '')}/tree/main` : undefined)),
  change('oci: scheme left out', oci, 'spec.url', ({ text }) => text.replace(/^oci:\/\//, '')),
  change('oci: digest in the URL', oci, 'spec.url', ({ text }) => `${text}@sha256:${'0123456789abcdef'.repeat(4)}`),
  change('helm repository: URL of the index', helm, 'spec.url', ({ text }) => (/^https?:/.test(text) ? `${text.replace(/\/$/, '')}/index.yaml` : undefined)),
  insertBeside('git: ignore rules as a list', git, 'spec.url', ({ root }) => (root.get('spec', 'ignore') === undefined ? 'ignore:\n  - /docs' : undefined)),
  insertBeside('git: verification as a word', git, 'spec.url', ({ root }) => (root.get('spec', 'verify') === undefined ? 'verify: true' : undefined)),
  insertBeside('oci: verification of an unknown tool', oci, 'spec.url', ({ root }) => (root.get('spec', 'verify') === undefined ? 'verify:\n  provider: gpg' : undefined)),
  remove('alert: event sources left out', alert, 'spec.eventSources'),
  remove('alert: name of an event source left out', alert, 'spec.eventSources.*.name'),
  change('alert: event source namespace wrong', alert, 'spec.eventSources.*.namespace', () => 'no-such-namespace'),
  change('provider: address without a scheme', provider, 'spec.address', ({ text }) => text.replace(/^\w+:\/\//, '')),
  insertBeside('receiver: events as text', receiver, 'spec.type', ({ root }) => (root.get('spec', 'events') === undefined ? 'events: ping' : undefined)),
  insertBeside('image: two policies', imagePolicy, 'spec.policy.semver', () => 'numerical:\n  order: asc'),
  insertBeside('image: filter that is no expression', imagePolicy, 'spec.imageRepositoryRef', ({ root }) => (root.get('spec', 'filterTags') === undefined ? 'filterTags:\n  pattern: "^v("' : undefined)),
  insertBeside('image: extract of a group that is not there', imagePolicy, 'spec.imageRepositoryRef', ({ root }) => (root.get('spec', 'filterTags') === undefined ? 'filterTags:\n  pattern: "^main-(?P<ts>[0-9]+)$"\n  extract: $stamp' : undefined)),
  change('image: order misspelt', imagePolicy, 'spec.policy.*.order', () => 'ascending'),
  change('image: path of the automation misspelt', automation, 'spec.update.path', ({ text }, random) => (text === './' || text === '.' ? undefined : misspelt(text.replace(/\/$/, ''), random))),
  remove('image: author left out', automation, 'spec.git.commit.author'),
];

/** A mapping in the place of another one. */
function mistakeOf(name: string, where: Where, path: string, text: string): Mistake {
  return mistake(name, (room) => placesAt(where, path)(room).map(({ node }) => () => (node.kind === 'map' && node.pairs.length === 1 && !node.flow ? replacedRaw(node, text) : undefined)));
}
