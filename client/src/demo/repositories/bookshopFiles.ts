/** The files of the demo's application repository: a bookshop of three workloads. */
import type { RepositoryFiles } from './createDemoRepositories.ts';

/** Path → text. */
export function bookshopFiles(): RepositoryFiles {
  return {
    'README.md': readme,
    'deploy/kustomization.yaml': kustomization,
    'deploy/storefront.yaml': deployment('storefront', 'The web pages; its new versions are tried by testers first (A/B, see fleet/apps/bookshop/abtest.yaml).'),
    'deploy/catalog.yaml': deployment('catalog', 'Answers "which books are there?"; new versions get 10 % more of the traffic at each step.'),
    'deploy/reviews.yaml': deployment('reviews', 'Answers "what do readers say?"; new versions get 5 % more at each step and wait for you before they are promoted.'),
  };
}

const readme = `# Bookshop (Flightdeck demo)

Three small services. Flux applies the folder \`deploy\` to the namespace \`bookshop\`; the fleet repository says so in \`apps/bookshop/sync.yaml\`.

To release something, change an image tag in \`deploy\`, commit, push, and run *Flightdeck: Reconcile with Source* on the Kustomization \`bookshop\`.

- \`…/catalog:1.1.0\` is a good version: watch it go up step by step until it is promoted.
- \`…/catalog:1.2.0-broken\` answers with errors: any tag that ends in \`-broken\` fails its checks and is rolled back.
- \`…/catalog:1.3.0-slow\` takes too long to answer, which only a check of \`request-duration\` notices.
`;

const kustomization = `# What Flux builds from this folder.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - storefront.yaml
  - catalog.yaml
  - reviews.yaml
`;

function deployment(name: string, job: string): string {
  return `# ${job}
# There is no \`replicas\` here on purpose: Flagger scales this Deployment to 0 between releases, and Flux would scale it up again.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels:
    app: ${name}
spec:
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: ${name}
          # Change this tag to release a new version.
          image: registry.flightdeck.example/bookshop/${name}:1.0.0
          ports:
            - name: http
              containerPort: 8080
          readinessProbe:
            httpGet:
              path: /ready
              port: http
          resources:
            requests:
              cpu: 50m
              memory: 32Mi
            limits:
              memory: 64Mi
`;
}
