/** The files of the demo's fleet repository: what Flux applies to the cluster, in which order, from where. */
import { bookshopAppFiles } from './fleetApps.ts';
import { fluxSystemFiles } from './fleetFluxSystem.ts';
import { infrastructureFiles } from './fleetInfrastructure.ts';
import type { RepositoryFiles } from './createDemoRepositories.ts';

/** Path → text. */
export function fleetFiles(): RepositoryFiles {
  return {
    'README.md': readme,
    '.sourceignore': sourceIgnore,
    'clusters/demo/infrastructure.yaml': infrastructureSync(),
    'clusters/demo/apps.yaml': appsSync,
    ...fluxSystemFiles(),
    ...infrastructureFiles(),
    ...bookshopAppFiles(),
  };
}

const readme = `# Fleet (Flightdeck demo)

One cluster, run from Git with Flux. Start reading in \`clusters/demo\`:

1. \`flux-system\` is what \`flux bootstrap\` writes: the source (this repository) and the Kustomization that applies \`clusters/demo\`.
2. \`infrastructure.yaml\` applies the platform in waves: cert-manager, then linkerd, then ingress-nginx and flagger.
3. \`apps.yaml\` comes last. It brings \`apps/bookshop\`, which follows a second repository, \`bookshop\`.

The remote \`https://git.flightdeck.example/demo/\` does not exist; a setting in \`.git/config\` (\`url.….insteadOf\`) leads Git to a folder on this disk.
Pull and push work as usual, and the demo cluster fetches from the same place.
`;

const sourceIgnore = `# Only these folders become part of Flux's artifact.
/*
!/apps/
!/clusters/
!/infrastructure/
`;

interface Wave {
  readonly name: string;
  readonly after: readonly string[];
  readonly comment: string;
}

const waves: readonly Wave[] = [
  { name: 'cert-manager', after: [], comment: 'First: certificates for everything else.' },
  { name: 'linkerd', after: ['cert-manager'], comment: 'The mesh. Its identity needs cert-manager.' },
  { name: 'ingress-nginx', after: ['linkerd'], comment: 'The way in from outside; its pods join the mesh.' },
  { name: 'flagger', after: ['linkerd'], comment: 'Progressive delivery. It reads its metrics from linkerd-viz.' },
];

function infrastructureSync(): string {
  return waves.map(({ name, after, comment }) => fluxKustomization(name, after, comment)).join('');
}

function fluxKustomization(name: string, after: readonly string[], comment: string): string {
  const dependsOn = after.length === 0 ? '' : `  dependsOn:\n${after.map((other) => `    - name: ${other}\n`).join('')}`;
  return `---
# ${comment}
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${name}
  namespace: flux-system
spec:
${dependsOn}  interval: 1h
  retryInterval: 1m
  timeout: 5m
  path: ./infrastructure/${name}
  prune: true
  # Ready only when all that it applied is ready, so that the next wave can rely on it.
  wait: true
  sourceRef:
    kind: GitRepository
    name: flux-system
`;
}

const appsSync = `# Last: the applications. They need the ingress for the A/B test and Flagger for the Canaries.
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: apps
  namespace: flux-system
spec:
  dependsOn:
    - name: flagger
    - name: ingress-nginx
  interval: 10m
  retryInterval: 1m
  timeout: 5m
  # There is no kustomization.yaml in ./apps: Flux makes one with every folder and file that it finds.
  path: ./apps
  prune: true
  wait: true
  sourceRef:
    kind: GitRepository
    name: flux-system
`;
