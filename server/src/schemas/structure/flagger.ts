/** Structure of kinds of fluxcd/flagger (v1.44.0). Written by `npm run generate:schemas`; names, types and limits are facts of its custom resource definitions. */
import type { KindStructure } from '../structure.ts';

/** Each version of each kind of this file. */
export const flaggerKinds: readonly KindStructure[] = [
  {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    upstream: 'fluxcd/flagger v1.44.0',
    root: { fields: {
      spec: { required: ['analysis', 'targetRef'], fields: {
        provider: { type: 'string', enum: ['apisix', 'appmesh', 'appmesh:v1beta2', 'contour', 'gatewayapi:v1', 'gatewayapi:v1beta1', 'gloo', 'istio', 'knative', 'kubernetes', 'kuma', 'linkerd', 'nginx', 'osm', 'skipper', 'smi:v1alpha1', 'smi:v1alpha2', 'smi:v1alpha3', 'traefik'] },
        metricsServer: 'string',
        progressDeadlineSeconds: 'number',
        targetRef: { required: ['apiVersion', 'kind', 'name'], fields: {
          apiVersion: 'string',
          kind: { type: 'string', enum: ['DaemonSet', 'Deployment', 'Service'] },
          name: 'string',
        } },
        autoscalerRef: { required: ['apiVersion', 'kind', 'name'], fields: {
          apiVersion: 'string',
          kind: { type: 'string', enum: ['HorizontalPodAutoscaler', 'ScaledObject'] },
          name: 'string',
          primaryScalerQueries: { map: 'string' },
          primaryScalerReplicas: { fields: {
            minReplicas: { type: 'integer', min: 1 },
            maxReplicas: { type: 'integer', min: 1 },
          } },
        } },
        ingressRef: { required: ['apiVersion', 'kind', 'name'], fields: {
          apiVersion: 'string',
          kind: { type: 'string', enum: ['Ingress'] },
          name: 'string',
        } },
        routeRef: { required: ['apiVersion', 'kind', 'name'], fields: {
          apiVersion: 'string',
          kind: { type: 'string', enum: ['ApisixRoute'] },
          name: 'string',
        } },
        upstreamRef: { required: ['apiVersion', 'kind', 'name'], fields: {
          apiVersion: 'string',
          kind: { type: 'string', enum: ['Upstream'] },
          name: 'string',
          namespace: 'string',
        } },
        service: { required: ['port'], fields: {
          name: 'string',
          port: 'number',
          portName: 'string',
          appProtocol: 'string',
          trafficDistribution: { type: 'string', enum: ['PreferClose', 'PreferSameZone', 'PreferSameNode'] },
          targetPort: 'int-or-string',
          portDiscovery: 'boolean',
          headless: 'boolean',
          timeout: 'string',
          backendTimeout: 'string',
          meshName: 'string',
          backends: { list: 'string' },
          hosts: { list: 'string' },
          delegation: 'boolean',
          match: { list: { fields: {
            authority: { exactlyOne: [['exact'], ['prefix'], ['regex']], orNone: true, fields: {
              exact: 'string',
              prefix: 'string',
              regex: 'string',
            } },
            gateways: { list: 'string' },
            headers: { map: { exactlyOne: [['exact'], ['prefix'], ['regex']], orNone: true, fields: {
              exact: 'string',
              prefix: 'string',
              regex: 'string',
            } } },
            ignoreUriCase: 'boolean',
            method: { exactlyOne: [['exact'], ['prefix'], ['regex']], orNone: true, fields: {
              exact: 'string',
              prefix: 'string',
              regex: 'string',
            } },
            name: 'string',
            port: 'integer',
            queryParams: { map: { exactlyOne: [['exact'], ['prefix'], ['regex']], orNone: true, fields: {
              exact: 'string',
              prefix: 'string',
              regex: 'string',
            } } },
            scheme: { exactlyOne: [['exact'], ['prefix'], ['regex']], orNone: true, fields: {
              exact: 'string',
              prefix: 'string',
              regex: 'string',
            } },
            sourceLabels: { map: 'string' },
            sourceNamespace: 'string',
            uri: { exactlyOne: [['exact'], ['prefix'], ['regex']], orNone: true, fields: {
              exact: 'string',
              prefix: 'string',
              regex: 'string',
            } },
            withoutHeaders: { map: { exactlyOne: [['exact'], ['prefix'], ['regex']], orNone: true, fields: {
              exact: 'string',
              prefix: 'string',
              regex: 'string',
            } } },
          } } },
          retries: { fields: {
            attempts: { type: 'integer', format: 'int32' },
            perTryTimeout: 'string',
            retryOn: 'string',
          } },
          rewrite: { fields: {
            uri: 'string',
            authority: 'string',
            type: 'string',
          } },
          mirror: { list: { fields: {
            backendRef: { required: ['name'], fields: {
              group: { type: 'string', pattern: /^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, max: 253, default: '' },
              kind: { type: 'string', pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/, min: 1, max: 63, default: 'Service' },
              name: { type: 'string', min: 1, max: 253 },
              namespace: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, min: 1, max: 63 },
              port: { type: 'integer', min: 1, max: 65535, format: 'int32' },
            } },
          } } },
          headers: { fields: {
            request: { fields: {
              add: { map: 'string' },
              remove: { list: 'string' },
              set: { map: 'string' },
            } },
            response: { fields: {
              add: { map: 'string' },
              remove: { list: 'string' },
              set: { map: 'string' },
            } },
          } },
          gateways: { list: 'string' },
          gatewayRefs: { list: { required: ['name'], fields: {
            group: { type: 'string', pattern: /^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, max: 253, default: 'gateway.networking.k8s.io' },
            kind: { type: 'string', pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/, min: 1, max: 63, default: 'Gateway' },
            name: { type: 'string', min: 1, max: 253 },
            namespace: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, min: 1, max: 63 },
            sectionName: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, min: 1, max: 253 },
            port: { type: 'integer', min: 1, max: 65535, format: 'int32' },
          } }, max: 32 },
          corsPolicy: { fields: {
            allowCredentials: 'boolean',
            allowHeaders: { list: 'string' },
            allowMethods: { list: 'string' },
            allowOrigin: { list: 'string' },
            allowOrigins: { list: { exactlyOne: [['exact'], ['prefix'], ['regex']], fields: {
              exact: 'string',
              prefix: 'string',
              regex: 'string',
            } } },
            exposeHeaders: { list: 'string' },
            maxAge: 'string',
          } },
          trafficPolicy: { fields: {
            connectionPool: { fields: {
              http: { fields: {
                h2UpgradePolicy: { type: 'string', enum: ['DEFAULT', 'DO_NOT_UPGRADE', 'UPGRADE'] },
                http1MaxPendingRequests: { type: 'integer', format: 'int32' },
                http2MaxRequests: { type: 'integer', format: 'int32' },
                idleTimeout: 'string',
                maxRequestsPerConnection: { type: 'integer', format: 'int32' },
                maxRetries: { type: 'integer', format: 'int32' },
              } },
            } },
            loadBalancer: { exactlyOne: [['simple'], ['consistentHash']], fields: {
              consistentHash: { exactlyOne: [['httpHeaderName'], ['httpCookie'], ['useSourceIp'], ['httpQueryParameterName']], fields: {
                httpCookie: { fields: {
                  name: 'string',
                  path: 'string',
                  ttl: 'string',
                } },
                httpHeaderName: 'string',
                httpQueryParameterName: 'string',
                minimumRingSize: 'integer',
                useSourceIp: 'boolean',
              } },
              localityLbSetting: { fields: {
                distribute: { list: { fields: {
                  from: 'string',
                  to: { map: 'integer' },
                } } },
                enabled: 'boolean',
                failover: { list: { fields: {
                  from: 'string',
                  to: 'string',
                } } },
              } },
              simple: { type: 'string', enum: ['ROUND_ROBIN', 'LEAST_CONN', 'RANDOM', 'PASSTHROUGH', 'LEAST_REQUEST'] },
              warmupDurationSecs: 'string',
            } },
            outlierDetection: { fields: {
              baseEjectionTime: 'string',
              consecutive5xxErrors: 'integer',
              consecutiveErrors: { type: 'integer', format: 'int32' },
              consecutiveGatewayErrors: { type: 'integer', format: 'int32' },
              consecutiveLocalOriginFailures: { type: 'integer', format: 'int32' },
              interval: 'string',
              maxEjectionPercent: { type: 'integer', format: 'int32' },
              minHealthPercent: { type: 'integer', format: 'int32' },
              splitExternalLocalOriginErrors: 'boolean',
            } },
            tls: { fields: {
              caCertificates: 'string',
              clientCertificate: 'string',
              mode: { type: 'string', enum: ['DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL'] },
              privateKey: 'string',
              sni: 'string',
              subjectAltNames: { list: 'string' },
            } },
          } },
          apex: { fields: {
            labels: { map: 'string' },
            annotations: { map: 'string' },
          } },
          primary: { fields: {
            labels: { map: 'string' },
            annotations: { map: 'string' },
          } },
          canary: { fields: {
            labels: { map: 'string' },
            annotations: { map: 'string' },
          } },
          unmanagedMetadata: { fields: {
            annotations: { list: 'string' },
            labels: { list: 'string' },
          } },
        } },
        skipAnalysis: 'boolean',
        revertOnDeletion: 'boolean',
        suspend: 'boolean',
        analysis: { required: ['interval', 'threshold'], exactlyOne: [['iterations'], ['stepWeight'], ['stepWeights']], fields: {
          interval: { type: 'string', pattern: /^[0-9]+(m|s)/ },
          iterations: 'number',
          threshold: 'number',
          maxWeight: 'number',
          stepWeight: 'number',
          stepWeights: { list: 'number' },
          stepWeightPromotion: 'number',
          mirror: 'boolean',
          mirrorWeight: 'number',
          primaryReadyThreshold: 'number',
          canaryReadyThreshold: 'number',
          match: { list: { fields: {
            headers: { map: { exactlyOne: [['exact'], ['prefix'], ['suffix'], ['regex']], fields: {
              exact: 'string',
              prefix: 'string',
              suffix: 'string',
              regex: 'string',
            } } },
            queryParams: { map: { exactlyOne: [['exact'], ['prefix'], ['regex']], orNone: true, fields: {
              exact: 'string',
              prefix: 'string',
              regex: 'string',
            } } },
            sourceLabels: { map: 'string' },
          } } },
          metrics: { list: { required: ['name'], fields: {
            name: 'string',
            interval: { type: 'string', pattern: /^[0-9]+(m|s)/ },
            threshold: 'number',
            thresholdRange: { fields: {
              min: 'number',
              max: 'number',
            } },
            query: 'string',
            templateRef: { required: ['name'], fields: {
              name: 'string',
              namespace: 'string',
            } },
            templateVariables: { map: 'string' },
          } } },
          alerts: { list: { required: ['name', 'providerRef'], fields: {
            name: 'string',
            severity: { type: 'string', enum: ['', 'info', 'warn', 'error'] },
            providerRef: { required: ['name'], fields: {
              name: 'string',
              namespace: 'string',
            } },
          } } },
          webhooks: { list: { required: ['name', 'url'], fields: {
            name: 'string',
            type: { type: 'string', enum: ['', 'confirm-rollout', 'pre-rollout', 'rollout', 'confirm-promotion', 'post-rollout', 'event', 'rollback', 'confirm-traffic-increase'] },
            muteAlert: 'boolean',
            url: 'string',
            timeout: { type: 'string', pattern: /^[0-9]+(m|s)/ },
            retries: 'number',
            disableTLS: 'boolean',
            metadata: { map: 'string' },
          } } },
          sessionAffinity: { required: ['cookieName'], fields: {
            cookieName: 'string',
            primaryCookieName: 'string',
            domain: 'string',
            httpOnly: 'boolean',
            maxAge: { type: 'number', default: 86400 },
            partitioned: 'boolean',
            path: 'string',
            sameSite: { type: 'string', enum: ['Strict', 'Lax', 'None'] },
            secure: 'boolean',
          } },
        } },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'MetricTemplate',
    upstream: 'fluxcd/flagger v1.44.0',
    root: { fields: {
      spec: { required: ['provider', 'query'], fields: {
        provider: { required: ['type'], fields: {
          type: { type: 'string', enum: ['prometheus', 'influxdb', 'datadog', 'externalmetrics', 'stackdriver', 'cloudwatch', 'newrelic', 'graphite', 'dynatrace', 'keptn', 'splunk'] },
          address: 'string',
          headers: { map: { list: 'string' } },
          secretRef: { required: ['name'], fields: {
            name: 'string',
          } },
          region: 'string',
          insecureSkipVerify: 'boolean',
        } },
        query: 'string',
      } },
    } },
  },
  {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'AlertProvider',
    upstream: 'fluxcd/flagger v1.44.0',
    root: { fields: {
      spec: { required: ['type'], exactlyOne: [['address'], ['secretRef']], fields: {
        type: { type: 'string', enum: ['slack', 'msteams', 'discord', 'rocket', 'gchat'] },
        channel: 'string',
        username: 'string',
        address: 'string',
        proxy: 'string',
        secretRef: { required: ['name'], fields: {
          name: 'string',
        } },
      } },
    } },
  },
];
