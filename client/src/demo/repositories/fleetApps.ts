/** The `apps/bookshop` folder of the demo's fleet repository: the second repository, the ingress and the Canaries. */
import type { RepositoryFiles } from './createDemoRepositories.ts';
import { demoGitUrl, demoRepositoryNames } from './demoNames.ts';

const folder = 'apps/bookshop';

/** Path → text. */
export function bookshopAppFiles(): RepositoryFiles {
  return {
    [`${folder}/kustomization.yaml`]: kustomization,
    [`${folder}/namespace.yaml`]: namespace,
    [`${folder}/sync.yaml`]: sync,
    [`${folder}/ingress.yaml`]: ingress,
    [`${folder}/metrics.yaml`]: metrics,
    [`${folder}/canaries.yaml`]: canaries,
    [`${folder}/abtest.yaml`]: abTest,
  };
}

const kustomization = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: bookshop
resources:
  - namespace.yaml
  - sync.yaml
  - ingress.yaml
  - metrics.yaml
  - canaries.yaml
  - abtest.yaml
`;

const namespace = `apiVersion: v1
kind: Namespace
metadata:
  name: bookshop
  annotations:
    # All pods of this namespace join the mesh.
    linkerd.io/inject: enabled
`;

const sync = `---
# The second repository. Flux asks it for new commits each ten minutes, or when somebody asks for a reconcile.
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: bookshop
spec:
  interval: 10m
  ref:
    branch: main
  url: ${demoGitUrl(demoRepositoryNames.application)}
  ignore: |
    /*
    !/deploy/
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: bookshop
spec:
  interval: 10m
  retryInterval: 1m
  timeout: 3m
  path: ./deploy
  prune: true
  targetNamespace: bookshop
  sourceRef:
    kind: GitRepository
    name: bookshop
`;

const ingress = `# The Service "storefront" is made by Flagger, as are storefront-primary and storefront-canary.
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: storefront
  annotations:
    # nginx must leave the choice of pods to the mesh.
    nginx.ingress.kubernetes.io/service-upstream: "true"
spec:
  ingressClassName: nginx
  rules:
    - host: bookshop.flightdeck.example
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: storefront
                port:
                  name: http
`;

const metrics = `# A check of our own: of a hundred answers, how many carry an error of the server.
apiVersion: flagger.app/v1beta1
kind: MetricTemplate
metadata:
  name: error-rate
spec:
  provider:
    type: prometheus
    address: http://prometheus.linkerd-viz:9090
  query: |
    100 * sum(rate(response_total{namespace="{{ namespace }}", deployment="{{ target }}", direction="inbound", status_code=~"5.."}[{{ interval }}]))
      / sum(rate(response_total{namespace="{{ namespace }}", deployment="{{ target }}", direction="inbound"}[{{ interval }}]))
`;

const canaries = `---
# catalog: 10 % more each 10 s, promoted after 50 %.
apiVersion: flagger.app/v1beta1
kind: Canary
metadata:
  name: catalog
spec:
  provider: linkerd
  targetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: catalog
  progressDeadlineSeconds: 60
  # When this Canary leaves Git, Flagger first scales the Deployment up again: no outage.
  revertOnDeletion: true
  service:
    port: 80
    targetPort: http
  analysis:
    interval: 10s
    # Failed checks add up over the whole rollout; the third one rolls back.
    threshold: 3
    stepWeight: 10
    maxWeight: 50
    metrics:
      - name: request-success-rate
        interval: 1m
        thresholdRange:
          min: 70
      - name: request-duration
        interval: 1m
        thresholdRange:
          max: 500
    webhooks:
      - name: load-test
        type: rollout
        url: http://flagger-loadtester.flagger-system/
        metadata:
          cmd: hey -z 1m -q 10 -c 2 http://catalog-canary.bookshop/
---
# reviews: 5 % more each 10 s; at 50 % a person has to agree.
apiVersion: flagger.app/v1beta1
kind: Canary
metadata:
  name: reviews
spec:
  provider: linkerd
  targetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: reviews
  progressDeadlineSeconds: 60
  # When this Canary leaves Git, Flagger first scales the Deployment up again: no outage.
  revertOnDeletion: true
  service:
    port: 80
    targetPort: http
  analysis:
    interval: 10s
    threshold: 3
    stepWeight: 5
    maxWeight: 50
    metrics:
      - name: request-success-rate
        interval: 1m
        thresholdRange:
          min: 70
      - name: error-rate
        interval: 1m
        templateRef:
          name: error-rate
        thresholdRange:
          max: 30
    webhooks:
      - name: load-test
        type: rollout
        url: http://flagger-loadtester.flagger-system/
        metadata:
          cmd: hey -z 1m -q 10 -c 2 http://reviews-canary.bookshop/
      # Closed until somebody opens it: the rollout waits, and says so.
      - name: ask-a-person
        type: confirm-promotion
        url: http://flagger-loadtester.flagger-system/gate/check
      # Open this one to go back at any time.
      - name: go-back
        type: rollback
        url: http://flagger-loadtester.flagger-system/rollback/check
`;

const abTest = `# storefront: people with the header "x-bookshop-tester: yes" see the new version, all others the old one.
# A/B needs a router that can look at headers: nginx, not linkerd.
apiVersion: flagger.app/v1beta1
kind: Canary
metadata:
  name: storefront
spec:
  provider: nginx
  targetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: storefront
  ingressRef:
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    name: storefront
  progressDeadlineSeconds: 60
  # When this Canary leaves Git, Flagger first scales the Deployment up again: no outage.
  revertOnDeletion: true
  service:
    port: 80
    targetPort: http
  analysis:
    interval: 10s
    threshold: 3
    iterations: 10
    match:
      - headers:
          x-bookshop-tester:
            exact: "yes"
    metrics:
      - name: request-success-rate
        interval: 1m
        thresholdRange:
          min: 70
    webhooks:
      - name: load-test-testers
        type: rollout
        url: http://flagger-loadtester.flagger-system/
        metadata:
          cmd: "hey -z 1m -q 10 -c 2 -H 'x-bookshop-tester: yes' -host bookshop.flightdeck.example http://ingress-nginx-controller.ingress-nginx"
      - name: load-test-others
        type: rollout
        url: http://flagger-loadtester.flagger-system/
        metadata:
          cmd: hey -z 1m -q 10 -c 2 -host bookshop.flightdeck.example http://ingress-nginx-controller.ingress-nginx
`;
