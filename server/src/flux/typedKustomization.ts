/** Whether a built Flux Kustomization fits its Go type: what the API server would refuse, `flux build --recursive` refuses as well. */
import type { BuildProblem } from '../kustomize/build.ts';
import { selectorShape, type Shape } from '../kustomize/kustomizeShape.ts';
import { decode, type ReadingManner } from '../kustomize/strictReader.ts';
import type { YamlMap } from '../yaml/yamlNode.ts';
import { scalarValue } from '../yaml/yamlValue.ts';

const strings: Shape = { list: 'string' };
const texts: Shape = { map: 'string' };
const reference: Shape = { fields: { apiVersion: 'string', kind: 'string', name: 'string', namespace: 'string', readyExpr: 'string', optional: 'bool' } };

/** Names and types of kustomize-controller api/v1/kustomization_types.go. */
const shape: Shape = {
  fields: {
    metadata: { fields: { name: 'string', namespace: 'string', labels: texts, annotations: texts } },
    spec: {
      fields: {
        path: 'string', interval: 'string', retryInterval: 'string', timeout: 'string', prune: 'bool', wait: 'bool', suspend: 'bool', force: 'bool', deletionPolicy: 'string',
        targetNamespace: 'string', namePrefix: 'string', nameSuffix: 'string', serviceAccountName: 'string', components: strings, ignoreMissingComponents: 'bool', buildMetadata: strings,
        sourceRef: reference,
        dependsOn: { list: reference },
        healthChecks: { list: reference },
        patches: { list: { fields: { patch: 'string', target: selectorShape } } },
        images: { list: { fields: { name: 'string', newName: 'string', newTag: 'string', digest: 'string' } } },
        commonMetadata: { fields: { labels: texts, annotations: texts } },
        postBuild: { fields: { substitute: texts, substituteFrom: { list: reference }, substituteStrategy: 'string' } },
        decryption: { fields: { provider: 'string', serviceAccountName: 'string' } },
      },
    },
  },
};

const manner: ReadingManner = { resolve: scalarValue, makesTexts: false, isOpen: true };

/** Values of the wrong type, such as a label that substitution made a number of. */
export function typeFaults(root: YamlMap): readonly BuildProblem[] {
  const problems: BuildProblem[] = [];
  decode(root, shape, ({ problem }) => problems.push(problem), manner);
  return problems;
}
