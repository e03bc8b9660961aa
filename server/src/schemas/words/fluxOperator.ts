/** Our words about the fields of flux-operator's kinds and of routes that a Canary touches. */
import type { FieldWords } from './fieldWords.ts';

/** Words about FluxInstance. */
export const fluxInstanceWords: FieldWords = {
  'spec.distribution': 'Which Flux is installed.',
  'spec.distribution.version': 'Version or range, such as `2.9.x`; the newest one in it is installed and kept up to date.',
  'spec.distribution.registry': 'Registry of the images, such as `ghcr.io/fluxcd`.',
  'spec.components': { text: 'Controllers to install.', default: 'source-, kustomize-, helm- and notification-controller' },
  'spec.cluster': 'What the cluster is like: size, network policies, tenants.',
  'spec.cluster.multitenant': { text: 'Whether tenants are kept apart: references to other namespaces are refused then.', default: 'false' },
  'spec.sync': 'Source and folder that the cluster is built from. A source and a Kustomization named `flux-system` are made from it, though neither is in Git.',
  'spec.sync.kind': 'GitRepository, OCIRepository or Bucket.',
  'spec.sync.url': 'URL of the source.',
  'spec.sync.ref': 'Branch as `refs/heads/main`, or tag.',
  'spec.sync.path': 'Folder inside the source: the entry point of this cluster.',
  'spec.sync.pullSecret': 'Secret with the login.',
  'spec.kustomize.patches': 'Changes to Flux’s own manifests.',
};

/** Words about ResourceSet. */
export const resourceSetWords: FieldWords = {
  'spec.inputs': 'Sets of values; the resources are rendered once for each.',
  'spec.inputsFrom': 'ResourceSetInputProviders that bring further sets of values.',
  'spec.resources': 'Objects to apply; `<< inputs.name >>` takes a value of the set.',
  'spec.resourcesTemplate': 'The same as one text, for loops and conditions.',
  'spec.dependsOn': 'Objects that must exist, or be ready, first.',
  'spec.wait': { text: 'Whether all objects must become ready.', default: 'false' },
};

/** Words about HTTPRoute. */
export const httpRouteWords: FieldWords = {
  'spec.parentRefs': 'Gateways that the route hangs on.',
  'spec.parentRefs.sectionName': 'Listener of the Gateway.',
  'spec.hostnames': 'Host names that the route is for; they must fit the listener.',
  'spec.rules': 'Which requests go where.',
  'spec.rules.matches': 'Conditions, of which one must hold; within one, all.',
  'spec.rules.filters': 'Changes to requests and answers.',
  'spec.rules.backendRefs': 'Services that answer, with their shares. Flagger writes this list for the routes that it makes.',
  'spec.rules.backendRefs.port': 'Port of the Service. Must be given for Services.',
  'spec.rules.backendRefs.weight': { text: 'Share of the traffic, relative to the others.', default: '1' },
};

/** Words about TrafficSplit. */
export const trafficSplitWords: FieldWords = {
  'spec.service': 'Service that clients call. Flagger makes and changes this object itself.',
  'spec.backends': 'Services that answer, with their shares.',
};
