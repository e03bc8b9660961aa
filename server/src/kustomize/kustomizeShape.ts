/** The shape of a kustomization file (kustomize api/types/kustomization.go): field names and types, as facts. */

/** A type of the JSON that kustomize decodes the file into. */
export type Shape =
  | 'string'
  | 'bool'
  | 'int'
  | 'any'
  | { readonly list: Shape }
  | { readonly map: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> };

const strings: Shape = { list: 'string' };
const stringMap: Shape = { map: 'string' };
const gvk = { group: 'string', version: 'string', kind: 'string' } as const;
const resId = { ...gvk, name: 'string', namespace: 'string' } as const;

/** A field specification. */
export const fieldSpecShape: Shape = { fields: { ...gvk, path: 'string', create: 'bool' } };
/** Which objects a patch or replacement is for. */
export const selectorShape: Shape = { fields: { ...resId, annotationSelector: 'string', labelSelector: 'string' } };

const patch: Shape = {
  fields: { path: 'string', patch: 'string', target: selectorShape, options: { map: 'bool' } },
};
const image: Shape = { fields: { name: 'string', newName: 'string', tagSuffix: 'string', newTag: 'string', digest: 'string' } };
const fieldOptions: Shape = { fields: { delimiter: 'string', index: 'int', encoding: 'string', create: 'bool' } };
/** One replacement, also in a file of its own. */
export const replacementShape = {
  fields: {
    source: { fields: { ...resId, fieldPath: 'string', options: fieldOptions } },
    sourceValue: 'string',
    targets: { list: { fields: { select: selectorShape, reject: { list: selectorShape }, fieldPaths: strings, options: fieldOptions } } },
  },
} as const satisfies Shape;
const generatorOptions: Shape = { fields: { labels: stringMap, annotations: stringMap, disableNameSuffixHash: 'bool', immutable: 'bool' } };
const generator = {
  namespace: 'string', name: 'string', behavior: 'string', literals: strings, files: strings, envs: strings, env: 'string', options: generatorOptions,
} as const;
const sortOptions: Shape = { fields: { order: 'string', legacySortOptions: { fields: { orderFirst: strings, orderLast: strings } } } };

/** The whole file. */
export const kustomizeShape = {
  fields: {
    apiVersion: 'string',
    kind: 'string',
    metadata: { fields: { name: 'string', namespace: 'string', labels: stringMap, annotations: stringMap } },
    openapi: stringMap,
    namePrefix: 'string',
    nameSuffix: 'string',
    namespace: 'string',
    commonLabels: stringMap,
    labels: { list: { fields: { pairs: stringMap, includeSelectors: 'bool', includeTemplates: 'bool', fields: { list: fieldSpecShape } } } },
    commonAnnotations: stringMap,
    patchesStrategicMerge: strings,
    patchesJson6902: { list: patch },
    patches: { list: patch },
    images: { list: image },
    imageTags: { list: image },
    replacements: { list: { fields: { path: 'string', ...replacementShape.fields } } },
    replicas: { list: { fields: { name: 'string', count: 'int' } } },
    vars: {
      list: {
        fields: {
          name: 'string',
          objref: { fields: { apiVersion: 'string', ...resId } },
          fieldref: { fields: { fieldPath: 'string' } },
        },
      },
    },
    sortOptions,
    resources: strings,
    components: strings,
    crds: strings,
    bases: strings,
    configMapGenerator: { list: { fields: generator } },
    secretGenerator: { list: { fields: { ...generator, type: 'string' } } },
    helmGlobals: 'any',
    helmCharts: { list: 'any' },
    helmChartInflationGenerator: { list: 'any' },
    generatorOptions,
    configurations: strings,
    generators: strings,
    transformers: strings,
    validators: strings,
    buildMetadata: strings,
  },
} as const satisfies Shape;

/** Shapes of the configurations of built-in transformers and generators (kustomize api/internal/builtins); other fields are ignored. */
export const pluginShape: Shape = {
  fields: {
    ...kustomizeShape.fields,
    ...generator,
    annotations: stringMap,
    prefix: 'string',
    suffix: 'string',
    type: 'string',
    fieldSpecs: { list: fieldSpecShape },
    unsetOnly: 'bool',
    setRoleBindingSubjects: 'string',
    imageTag: image,
    replica: { fields: { name: 'string', count: 'int' } },
    target: selectorShape,
    patch: 'string',
    path: 'string',
    jsonOp: 'string',
    options: 'any',
    paths: strings,
    value: 'string',
    targets: { list: { fields: { selector: selectorShape, fieldPath: 'string', filePathPosition: 'int' } } },
    targetFilePath: 'string',
    labels: stringMap,
    patches: 'any',
    cloud: 'string',
    kubernetesService: { fields: { name: 'string', namespace: 'string' } },
    serviceAccount: { fields: { name: 'string', projectId: 'string' } },
  },
};

/** A file of `configurations`. */
export const configurationShape = {
  fields: {
    ...Object.fromEntries(
      ['namePrefix', 'nameSuffix', 'namespace', 'commonLabels', 'labels', 'templateLabels', 'commonAnnotations', 'varReference', 'images', 'replicas'].map(
        (list) => [list, { list: fieldSpecShape }],
      ),
    ),
    nameReference: { list: { fields: { ...gvk, fieldSpecs: { list: fieldSpecShape } } } },
  },
} satisfies Shape;
