/** Structure of kinds of kubernetes-sigs/gateway-api (v1.6.3). Written by `npm run generate:schemas`; names, types and limits are facts of its custom resource definitions. */
import type { KindStructure } from '../structure.ts';

/** Each version of each kind of this file. */
export const gatewayApiKinds: readonly KindStructure[] = [
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    upstream: 'kubernetes-sigs/gateway-api v1.6.3',
    root: { required: ['spec'], fields: {
      spec: { fields: {
        hostnames: { list: { type: 'string', pattern: /^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, min: 1, max: 253 }, max: 16 },
        parentRefs: { list: { required: ['name'], fields: {
          group: { type: 'string', pattern: /^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, max: 253, default: 'gateway.networking.k8s.io' },
          kind: { type: 'string', pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/, min: 1, max: 63, default: 'Gateway' },
          name: { type: 'string', min: 1, max: 253 },
          namespace: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, min: 1, max: 63 },
          port: { type: 'integer', min: 1, max: 65535, format: 'int32' },
          sectionName: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, min: 1, max: 253 },
        } }, max: 32 },
        rules: { list: { fields: {
          backendRefs: { list: { required: ['name'], fields: {
            filters: { list: { required: ['type'], fields: {
              cors: { fields: {
                allowCredentials: 'boolean',
                allowHeaders: { list: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 }, unique: true, max: 64 },
                allowMethods: { list: { type: 'string', enum: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', '*'] }, unique: true, max: 9 },
                allowOrigins: { list: { type: 'string', pattern: /(^\*$)|(^(http(s)?):\/\/(((\*\.)?([a-zA-Z0-9\-]+\.)*[a-zA-Z0-9-]+|\*)(:([0-9]{1,5}))?)$)/, min: 1, max: 253 }, unique: true, max: 64 },
                exposeHeaders: { list: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 }, unique: true, max: 64 },
                maxAge: { type: 'integer', min: 1, format: 'int32', default: 5 },
              } },
              extensionRef: { required: ['group', 'kind', 'name'], fields: {
                group: { type: 'string', pattern: /^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, max: 253 },
                kind: { type: 'string', pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/, min: 1, max: 63 },
                name: { type: 'string', min: 1, max: 253 },
              } },
              externalAuth: { required: ['backendRef', 'protocol'], fields: {
                backendRef: { required: ['name'], fields: {
                  group: { type: 'string', pattern: /^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, max: 253, default: '' },
                  kind: { type: 'string', pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/, min: 1, max: 63, default: 'Service' },
                  name: { type: 'string', min: 1, max: 253 },
                  namespace: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, min: 1, max: 63 },
                  port: { type: 'integer', min: 1, max: 65535, format: 'int32' },
                } },
                forwardBody: { fields: {
                  maxSize: 'integer',
                } },
                grpc: { fields: {
                  allowedHeaders: { list: 'string', unique: true, max: 64 },
                } },
                http: { fields: {
                  allowedHeaders: { list: 'string', unique: true, max: 64 },
                  allowedResponseHeaders: { list: 'string', unique: true, max: 64 },
                  path: { type: 'string', pattern: /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$/, max: 1024 },
                } },
                protocol: { type: 'string', enum: ['HTTP', 'GRPC'] },
              } },
              requestHeaderModifier: { fields: {
                add: { list: { required: ['name', 'value'], fields: {
                  name: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 },
                  value: { type: 'string', pattern: /^[!-~]+([\t ]?[!-~]+)*$/, min: 1, max: 4096 },
                } }, keys: ['name'], max: 16 },
                remove: { list: 'string', unique: true, max: 16 },
                set: { list: { required: ['name', 'value'], fields: {
                  name: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 },
                  value: { type: 'string', pattern: /^[!-~]+([\t ]?[!-~]+)*$/, min: 1, max: 4096 },
                } }, keys: ['name'], max: 16 },
              } },
              requestMirror: { required: ['backendRef'], fields: {
                backendRef: { required: ['name'], fields: {
                  group: { type: 'string', pattern: /^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, max: 253, default: '' },
                  kind: { type: 'string', pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/, min: 1, max: 63, default: 'Service' },
                  name: { type: 'string', min: 1, max: 253 },
                  namespace: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, min: 1, max: 63 },
                  port: { type: 'integer', min: 1, max: 65535, format: 'int32' },
                } },
                fraction: { required: ['numerator'], fields: {
                  denominator: { type: 'integer', min: 1, format: 'int32', default: 100 },
                  numerator: { type: 'integer', min: 0, format: 'int32' },
                } },
                percent: { type: 'integer', min: 0, max: 100, format: 'int32' },
              } },
              requestRedirect: { fields: {
                hostname: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, min: 1, max: 253 },
                path: { required: ['type'], fields: {
                  replaceFullPath: { type: 'string', max: 1024 },
                  replacePrefixMatch: { type: 'string', max: 1024 },
                  type: { type: 'string', enum: ['ReplaceFullPath', 'ReplacePrefixMatch'] },
                } },
                port: { type: 'integer', min: 1, max: 65535, format: 'int32' },
                scheme: { type: 'string', enum: ['http', 'https'] },
                statusCode: { type: 'integer', enum: [301, 302, 303, 307, 308], default: 302 },
              } },
              responseHeaderModifier: { fields: {
                add: { list: { required: ['name', 'value'], fields: {
                  name: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 },
                  value: { type: 'string', pattern: /^[!-~]+([\t ]?[!-~]+)*$/, min: 1, max: 4096 },
                } }, keys: ['name'], max: 16 },
                remove: { list: 'string', unique: true, max: 16 },
                set: { list: { required: ['name', 'value'], fields: {
                  name: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 },
                  value: { type: 'string', pattern: /^[!-~]+([\t ]?[!-~]+)*$/, min: 1, max: 4096 },
                } }, keys: ['name'], max: 16 },
              } },
              type: { type: 'string', enum: ['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestMirror', 'RequestRedirect', 'URLRewrite', 'ExtensionRef', 'CORS', 'ExternalAuth'] },
              urlRewrite: { fields: {
                hostname: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, min: 1, max: 253 },
                path: { required: ['type'], fields: {
                  replaceFullPath: { type: 'string', max: 1024 },
                  replacePrefixMatch: { type: 'string', max: 1024 },
                  type: { type: 'string', enum: ['ReplaceFullPath', 'ReplacePrefixMatch'] },
                } },
              } },
            } }, max: 16 },
            group: { type: 'string', pattern: /^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, max: 253, default: '' },
            kind: { type: 'string', pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/, min: 1, max: 63, default: 'Service' },
            name: { type: 'string', min: 1, max: 253 },
            namespace: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, min: 1, max: 63 },
            port: { type: 'integer', min: 1, max: 65535, format: 'int32' },
            weight: { type: 'integer', min: 0, max: 1000000, format: 'int32', default: 1 },
          } }, max: 16 },
          filters: { list: { required: ['type'], fields: {
            cors: { fields: {
              allowCredentials: 'boolean',
              allowHeaders: { list: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 }, unique: true, max: 64 },
              allowMethods: { list: { type: 'string', enum: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', '*'] }, unique: true, max: 9 },
              allowOrigins: { list: { type: 'string', pattern: /(^\*$)|(^(http(s)?):\/\/(((\*\.)?([a-zA-Z0-9\-]+\.)*[a-zA-Z0-9-]+|\*)(:([0-9]{1,5}))?)$)/, min: 1, max: 253 }, unique: true, max: 64 },
              exposeHeaders: { list: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 }, unique: true, max: 64 },
              maxAge: { type: 'integer', min: 1, format: 'int32', default: 5 },
            } },
            extensionRef: { required: ['group', 'kind', 'name'], fields: {
              group: { type: 'string', pattern: /^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, max: 253 },
              kind: { type: 'string', pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/, min: 1, max: 63 },
              name: { type: 'string', min: 1, max: 253 },
            } },
            externalAuth: { required: ['backendRef', 'protocol'], fields: {
              backendRef: { required: ['name'], fields: {
                group: { type: 'string', pattern: /^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, max: 253, default: '' },
                kind: { type: 'string', pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/, min: 1, max: 63, default: 'Service' },
                name: { type: 'string', min: 1, max: 253 },
                namespace: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, min: 1, max: 63 },
                port: { type: 'integer', min: 1, max: 65535, format: 'int32' },
              } },
              forwardBody: { fields: {
                maxSize: 'integer',
              } },
              grpc: { fields: {
                allowedHeaders: { list: 'string', unique: true, max: 64 },
              } },
              http: { fields: {
                allowedHeaders: { list: 'string', unique: true, max: 64 },
                allowedResponseHeaders: { list: 'string', unique: true, max: 64 },
                path: { type: 'string', pattern: /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$/, max: 1024 },
              } },
              protocol: { type: 'string', enum: ['HTTP', 'GRPC'] },
            } },
            requestHeaderModifier: { fields: {
              add: { list: { required: ['name', 'value'], fields: {
                name: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 },
                value: { type: 'string', pattern: /^[!-~]+([\t ]?[!-~]+)*$/, min: 1, max: 4096 },
              } }, keys: ['name'], max: 16 },
              remove: { list: 'string', unique: true, max: 16 },
              set: { list: { required: ['name', 'value'], fields: {
                name: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 },
                value: { type: 'string', pattern: /^[!-~]+([\t ]?[!-~]+)*$/, min: 1, max: 4096 },
              } }, keys: ['name'], max: 16 },
            } },
            requestMirror: { required: ['backendRef'], fields: {
              backendRef: { required: ['name'], fields: {
                group: { type: 'string', pattern: /^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, max: 253, default: '' },
                kind: { type: 'string', pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/, min: 1, max: 63, default: 'Service' },
                name: { type: 'string', min: 1, max: 253 },
                namespace: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, min: 1, max: 63 },
                port: { type: 'integer', min: 1, max: 65535, format: 'int32' },
              } },
              fraction: { required: ['numerator'], fields: {
                denominator: { type: 'integer', min: 1, format: 'int32', default: 100 },
                numerator: { type: 'integer', min: 0, format: 'int32' },
              } },
              percent: { type: 'integer', min: 0, max: 100, format: 'int32' },
            } },
            requestRedirect: { fields: {
              hostname: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, min: 1, max: 253 },
              path: { required: ['type'], fields: {
                replaceFullPath: { type: 'string', max: 1024 },
                replacePrefixMatch: { type: 'string', max: 1024 },
                type: { type: 'string', enum: ['ReplaceFullPath', 'ReplacePrefixMatch'] },
              } },
              port: { type: 'integer', min: 1, max: 65535, format: 'int32' },
              scheme: { type: 'string', enum: ['http', 'https'] },
              statusCode: { type: 'integer', enum: [301, 302, 303, 307, 308], default: 302 },
            } },
            responseHeaderModifier: { fields: {
              add: { list: { required: ['name', 'value'], fields: {
                name: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 },
                value: { type: 'string', pattern: /^[!-~]+([\t ]?[!-~]+)*$/, min: 1, max: 4096 },
              } }, keys: ['name'], max: 16 },
              remove: { list: 'string', unique: true, max: 16 },
              set: { list: { required: ['name', 'value'], fields: {
                name: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 },
                value: { type: 'string', pattern: /^[!-~]+([\t ]?[!-~]+)*$/, min: 1, max: 4096 },
              } }, keys: ['name'], max: 16 },
            } },
            type: { type: 'string', enum: ['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestMirror', 'RequestRedirect', 'URLRewrite', 'ExtensionRef', 'CORS', 'ExternalAuth'] },
            urlRewrite: { fields: {
              hostname: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, min: 1, max: 253 },
              path: { required: ['type'], fields: {
                replaceFullPath: { type: 'string', max: 1024 },
                replacePrefixMatch: { type: 'string', max: 1024 },
                type: { type: 'string', enum: ['ReplaceFullPath', 'ReplacePrefixMatch'] },
              } },
            } },
          } }, max: 16 },
          matches: { list: { fields: {
            headers: { list: { required: ['name', 'value'], fields: {
              name: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 },
              type: { type: 'string', enum: ['Exact', 'RegularExpression'], default: 'Exact' },
              value: { type: 'string', pattern: /^[!-~]+([\t ]?[!-~]+)*$/, min: 1, max: 4096 },
            } }, keys: ['name'], max: 16 },
            method: { type: 'string', enum: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'] },
            path: { default: { type: 'PathPrefix', value: '/' }, fields: {
              type: { type: 'string', enum: ['Exact', 'PathPrefix', 'RegularExpression'], default: 'PathPrefix' },
              value: { type: 'string', max: 1024, default: '/' },
            } },
            queryParams: { list: { required: ['name', 'value'], fields: {
              name: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 },
              type: { type: 'string', enum: ['Exact', 'RegularExpression'], default: 'Exact' },
              value: { type: 'string', min: 1, max: 1024 },
            } }, keys: ['name'], max: 16 },
          } }, max: 64, default: [{ path: { type: 'PathPrefix', value: '/' } }] },
          name: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, min: 1, max: 253 },
          retry: { fields: {
            attempts: { type: 'integer', min: 1 },
            backoff: { type: 'string', pattern: /^([0-9]{1,5}(h|m|s|ms)){1,4}$/ },
            codes: { list: { type: 'integer', min: 400, max: 599 }, unique: true },
          } },
          sessionPersistence: { fields: {
            absoluteTimeout: { type: 'string', pattern: /^([0-9]{1,5}(h|m|s|ms)){1,4}$/ },
            cookieConfig: { fields: {
              lifetimeType: { type: 'string', enum: ['Permanent', 'Session'], default: 'Session' },
            } },
            sessionName: { type: 'string', max: 128 },
            type: { type: 'string', enum: ['Cookie', 'Header'], default: 'Cookie' },
          } },
          timeouts: { fields: {
            backendRequest: { type: 'string', pattern: /^([0-9]{1,5}(h|m|s|ms)){1,4}$/ },
            request: { type: 'string', pattern: /^([0-9]{1,5}(h|m|s|ms)){1,4}$/ },
          } },
        } }, min: 1, max: 16, default: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }] }] },
        useDefaultGateways: { type: 'string', enum: ['All', 'None'] },
      } },
      status: 'any',
    } },
  },
  {
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kind: 'HTTPRoute',
    upstream: 'kubernetes-sigs/gateway-api v1.6.3',
    root: { required: ['spec'], fields: {
      spec: { fields: {
        hostnames: { list: { type: 'string', pattern: /^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, min: 1, max: 253 }, max: 16 },
        parentRefs: { list: { required: ['name'], fields: {
          group: { type: 'string', pattern: /^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, max: 253, default: 'gateway.networking.k8s.io' },
          kind: { type: 'string', pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/, min: 1, max: 63, default: 'Gateway' },
          name: { type: 'string', min: 1, max: 253 },
          namespace: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, min: 1, max: 63 },
          port: { type: 'integer', min: 1, max: 65535, format: 'int32' },
          sectionName: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, min: 1, max: 253 },
        } }, max: 32 },
        rules: { list: { fields: {
          backendRefs: { list: { required: ['name'], fields: {
            filters: { list: { required: ['type'], fields: {
              cors: { fields: {
                allowCredentials: 'boolean',
                allowHeaders: { list: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 }, unique: true, max: 64 },
                allowMethods: { list: { type: 'string', enum: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', '*'] }, unique: true, max: 9 },
                allowOrigins: { list: { type: 'string', pattern: /(^\*$)|(^(http(s)?):\/\/(((\*\.)?([a-zA-Z0-9\-]+\.)*[a-zA-Z0-9-]+|\*)(:([0-9]{1,5}))?)$)/, min: 1, max: 253 }, unique: true, max: 64 },
                exposeHeaders: { list: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 }, unique: true, max: 64 },
                maxAge: { type: 'integer', min: 1, format: 'int32', default: 5 },
              } },
              extensionRef: { required: ['group', 'kind', 'name'], fields: {
                group: { type: 'string', pattern: /^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, max: 253 },
                kind: { type: 'string', pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/, min: 1, max: 63 },
                name: { type: 'string', min: 1, max: 253 },
              } },
              externalAuth: { required: ['backendRef', 'protocol'], fields: {
                backendRef: { required: ['name'], fields: {
                  group: { type: 'string', pattern: /^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, max: 253, default: '' },
                  kind: { type: 'string', pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/, min: 1, max: 63, default: 'Service' },
                  name: { type: 'string', min: 1, max: 253 },
                  namespace: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, min: 1, max: 63 },
                  port: { type: 'integer', min: 1, max: 65535, format: 'int32' },
                } },
                forwardBody: { fields: {
                  maxSize: 'integer',
                } },
                grpc: { fields: {
                  allowedHeaders: { list: 'string', unique: true, max: 64 },
                } },
                http: { fields: {
                  allowedHeaders: { list: 'string', unique: true, max: 64 },
                  allowedResponseHeaders: { list: 'string', unique: true, max: 64 },
                  path: { type: 'string', pattern: /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$/, max: 1024 },
                } },
                protocol: { type: 'string', enum: ['HTTP', 'GRPC'] },
              } },
              requestHeaderModifier: { fields: {
                add: { list: { required: ['name', 'value'], fields: {
                  name: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 },
                  value: { type: 'string', pattern: /^[!-~]+([\t ]?[!-~]+)*$/, min: 1, max: 4096 },
                } }, keys: ['name'], max: 16 },
                remove: { list: 'string', unique: true, max: 16 },
                set: { list: { required: ['name', 'value'], fields: {
                  name: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 },
                  value: { type: 'string', pattern: /^[!-~]+([\t ]?[!-~]+)*$/, min: 1, max: 4096 },
                } }, keys: ['name'], max: 16 },
              } },
              requestMirror: { required: ['backendRef'], fields: {
                backendRef: { required: ['name'], fields: {
                  group: { type: 'string', pattern: /^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, max: 253, default: '' },
                  kind: { type: 'string', pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/, min: 1, max: 63, default: 'Service' },
                  name: { type: 'string', min: 1, max: 253 },
                  namespace: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, min: 1, max: 63 },
                  port: { type: 'integer', min: 1, max: 65535, format: 'int32' },
                } },
                fraction: { required: ['numerator'], fields: {
                  denominator: { type: 'integer', min: 1, format: 'int32', default: 100 },
                  numerator: { type: 'integer', min: 0, format: 'int32' },
                } },
                percent: { type: 'integer', min: 0, max: 100, format: 'int32' },
              } },
              requestRedirect: { fields: {
                hostname: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, min: 1, max: 253 },
                path: { required: ['type'], fields: {
                  replaceFullPath: { type: 'string', max: 1024 },
                  replacePrefixMatch: { type: 'string', max: 1024 },
                  type: { type: 'string', enum: ['ReplaceFullPath', 'ReplacePrefixMatch'] },
                } },
                port: { type: 'integer', min: 1, max: 65535, format: 'int32' },
                scheme: { type: 'string', enum: ['http', 'https'] },
                statusCode: { type: 'integer', enum: [301, 302, 303, 307, 308], default: 302 },
              } },
              responseHeaderModifier: { fields: {
                add: { list: { required: ['name', 'value'], fields: {
                  name: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 },
                  value: { type: 'string', pattern: /^[!-~]+([\t ]?[!-~]+)*$/, min: 1, max: 4096 },
                } }, keys: ['name'], max: 16 },
                remove: { list: 'string', unique: true, max: 16 },
                set: { list: { required: ['name', 'value'], fields: {
                  name: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 },
                  value: { type: 'string', pattern: /^[!-~]+([\t ]?[!-~]+)*$/, min: 1, max: 4096 },
                } }, keys: ['name'], max: 16 },
              } },
              type: { type: 'string', enum: ['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestMirror', 'RequestRedirect', 'URLRewrite', 'ExtensionRef', 'CORS', 'ExternalAuth'] },
              urlRewrite: { fields: {
                hostname: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, min: 1, max: 253 },
                path: { required: ['type'], fields: {
                  replaceFullPath: { type: 'string', max: 1024 },
                  replacePrefixMatch: { type: 'string', max: 1024 },
                  type: { type: 'string', enum: ['ReplaceFullPath', 'ReplacePrefixMatch'] },
                } },
              } },
            } }, max: 16 },
            group: { type: 'string', pattern: /^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, max: 253, default: '' },
            kind: { type: 'string', pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/, min: 1, max: 63, default: 'Service' },
            name: { type: 'string', min: 1, max: 253 },
            namespace: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, min: 1, max: 63 },
            port: { type: 'integer', min: 1, max: 65535, format: 'int32' },
            weight: { type: 'integer', min: 0, max: 1000000, format: 'int32', default: 1 },
          } }, max: 16 },
          filters: { list: { required: ['type'], fields: {
            cors: { fields: {
              allowCredentials: 'boolean',
              allowHeaders: { list: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 }, unique: true, max: 64 },
              allowMethods: { list: { type: 'string', enum: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', '*'] }, unique: true, max: 9 },
              allowOrigins: { list: { type: 'string', pattern: /(^\*$)|(^(http(s)?):\/\/(((\*\.)?([a-zA-Z0-9\-]+\.)*[a-zA-Z0-9-]+|\*)(:([0-9]{1,5}))?)$)/, min: 1, max: 253 }, unique: true, max: 64 },
              exposeHeaders: { list: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 }, unique: true, max: 64 },
              maxAge: { type: 'integer', min: 1, format: 'int32', default: 5 },
            } },
            extensionRef: { required: ['group', 'kind', 'name'], fields: {
              group: { type: 'string', pattern: /^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, max: 253 },
              kind: { type: 'string', pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/, min: 1, max: 63 },
              name: { type: 'string', min: 1, max: 253 },
            } },
            externalAuth: { required: ['backendRef', 'protocol'], fields: {
              backendRef: { required: ['name'], fields: {
                group: { type: 'string', pattern: /^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, max: 253, default: '' },
                kind: { type: 'string', pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/, min: 1, max: 63, default: 'Service' },
                name: { type: 'string', min: 1, max: 253 },
                namespace: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, min: 1, max: 63 },
                port: { type: 'integer', min: 1, max: 65535, format: 'int32' },
              } },
              forwardBody: { fields: {
                maxSize: 'integer',
              } },
              grpc: { fields: {
                allowedHeaders: { list: 'string', unique: true, max: 64 },
              } },
              http: { fields: {
                allowedHeaders: { list: 'string', unique: true, max: 64 },
                allowedResponseHeaders: { list: 'string', unique: true, max: 64 },
                path: { type: 'string', pattern: /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$/, max: 1024 },
              } },
              protocol: { type: 'string', enum: ['HTTP', 'GRPC'] },
            } },
            requestHeaderModifier: { fields: {
              add: { list: { required: ['name', 'value'], fields: {
                name: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 },
                value: { type: 'string', pattern: /^[!-~]+([\t ]?[!-~]+)*$/, min: 1, max: 4096 },
              } }, keys: ['name'], max: 16 },
              remove: { list: 'string', unique: true, max: 16 },
              set: { list: { required: ['name', 'value'], fields: {
                name: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 },
                value: { type: 'string', pattern: /^[!-~]+([\t ]?[!-~]+)*$/, min: 1, max: 4096 },
              } }, keys: ['name'], max: 16 },
            } },
            requestMirror: { required: ['backendRef'], fields: {
              backendRef: { required: ['name'], fields: {
                group: { type: 'string', pattern: /^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, max: 253, default: '' },
                kind: { type: 'string', pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/, min: 1, max: 63, default: 'Service' },
                name: { type: 'string', min: 1, max: 253 },
                namespace: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, min: 1, max: 63 },
                port: { type: 'integer', min: 1, max: 65535, format: 'int32' },
              } },
              fraction: { required: ['numerator'], fields: {
                denominator: { type: 'integer', min: 1, format: 'int32', default: 100 },
                numerator: { type: 'integer', min: 0, format: 'int32' },
              } },
              percent: { type: 'integer', min: 0, max: 100, format: 'int32' },
            } },
            requestRedirect: { fields: {
              hostname: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, min: 1, max: 253 },
              path: { required: ['type'], fields: {
                replaceFullPath: { type: 'string', max: 1024 },
                replacePrefixMatch: { type: 'string', max: 1024 },
                type: { type: 'string', enum: ['ReplaceFullPath', 'ReplacePrefixMatch'] },
              } },
              port: { type: 'integer', min: 1, max: 65535, format: 'int32' },
              scheme: { type: 'string', enum: ['http', 'https'] },
              statusCode: { type: 'integer', enum: [301, 302, 303, 307, 308], default: 302 },
            } },
            responseHeaderModifier: { fields: {
              add: { list: { required: ['name', 'value'], fields: {
                name: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 },
                value: { type: 'string', pattern: /^[!-~]+([\t ]?[!-~]+)*$/, min: 1, max: 4096 },
              } }, keys: ['name'], max: 16 },
              remove: { list: 'string', unique: true, max: 16 },
              set: { list: { required: ['name', 'value'], fields: {
                name: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 },
                value: { type: 'string', pattern: /^[!-~]+([\t ]?[!-~]+)*$/, min: 1, max: 4096 },
              } }, keys: ['name'], max: 16 },
            } },
            type: { type: 'string', enum: ['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestMirror', 'RequestRedirect', 'URLRewrite', 'ExtensionRef', 'CORS', 'ExternalAuth'] },
            urlRewrite: { fields: {
              hostname: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, min: 1, max: 253 },
              path: { required: ['type'], fields: {
                replaceFullPath: { type: 'string', max: 1024 },
                replacePrefixMatch: { type: 'string', max: 1024 },
                type: { type: 'string', enum: ['ReplaceFullPath', 'ReplacePrefixMatch'] },
              } },
            } },
          } }, max: 16 },
          matches: { list: { fields: {
            headers: { list: { required: ['name', 'value'], fields: {
              name: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 },
              type: { type: 'string', enum: ['Exact', 'RegularExpression'], default: 'Exact' },
              value: { type: 'string', pattern: /^[!-~]+([\t ]?[!-~]+)*$/, min: 1, max: 4096 },
            } }, keys: ['name'], max: 16 },
            method: { type: 'string', enum: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'] },
            path: { default: { type: 'PathPrefix', value: '/' }, fields: {
              type: { type: 'string', enum: ['Exact', 'PathPrefix', 'RegularExpression'], default: 'PathPrefix' },
              value: { type: 'string', max: 1024, default: '/' },
            } },
            queryParams: { list: { required: ['name', 'value'], fields: {
              name: { type: 'string', pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/, min: 1, max: 256 },
              type: { type: 'string', enum: ['Exact', 'RegularExpression'], default: 'Exact' },
              value: { type: 'string', min: 1, max: 1024 },
            } }, keys: ['name'], max: 16 },
          } }, max: 64, default: [{ path: { type: 'PathPrefix', value: '/' } }] },
          name: { type: 'string', pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, min: 1, max: 253 },
          retry: { fields: {
            attempts: { type: 'integer', min: 1 },
            backoff: { type: 'string', pattern: /^([0-9]{1,5}(h|m|s|ms)){1,4}$/ },
            codes: { list: { type: 'integer', min: 400, max: 599 }, unique: true },
          } },
          sessionPersistence: { fields: {
            absoluteTimeout: { type: 'string', pattern: /^([0-9]{1,5}(h|m|s|ms)){1,4}$/ },
            cookieConfig: { fields: {
              lifetimeType: { type: 'string', enum: ['Permanent', 'Session'], default: 'Session' },
            } },
            sessionName: { type: 'string', max: 128 },
            type: { type: 'string', enum: ['Cookie', 'Header'], default: 'Cookie' },
          } },
          timeouts: { fields: {
            backendRequest: { type: 'string', pattern: /^([0-9]{1,5}(h|m|s|ms)){1,4}$/ },
            request: { type: 'string', pattern: /^([0-9]{1,5}(h|m|s|ms)){1,4}$/ },
          } },
        } }, min: 1, max: 16, default: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }] }] },
        useDefaultGateways: { type: 'string', enum: ['All', 'None'] },
      } },
      status: 'any',
    } },
  },
];
