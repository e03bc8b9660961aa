/** `configurations:` and `crds:`: what they add to the transformer configuration. */
import type { Span } from '../text/textFile.ts';
import { yamlOf } from '../yaml/parseYaml.ts';
import type { YamlMap, YamlNode } from '../yaml/yamlNode.ts';
import { BuildFault } from './buildError.ts';
import { tryStep, type Findings, type Loader } from './context.ts';
import { textOf } from './editNodes.ts';
import { FieldSpecs, type FieldSpec } from './fieldSpec.ts';
import { configurationShape } from './kustomizeShape.ts';
import type { Gvk } from './objectId.ts';
import { configurationManner, decode, Fields } from './strictReader.ts';
import { configLists, configOf, defaultConfig, emptyConfig, mergeConfig, type TransformerConfig } from './transformerConfig.ts';

/** What a directory adds to the configuration: kustomize's own with the files of `configurations` merged in, then what `crds` say. */
export function loadConfigurations(fields: Fields, loader: Loader, findings: Findings): readonly [TransformerConfig, TransformerConfig] {
  let own = emptyConfig;
  let ofCrds = emptyConfig;
  for (const entry of fields.texts('configurations')) {
    tryStep(findings, () => {
      const file = loader.file(entry, entry.text, 'configuration');
      const yaml = yamlOf(file);
      const [broken] = yaml.problems;
      if (broken !== undefined) throw new BuildFault(broken.code === 'duplicate-key' ? 'duplicate-key' : 'yaml', broken.message, broken);
      const root = yaml.documents[0]?.root;
      if (root === undefined) return;
      const decoded = decode(root, configurationShape, (fault) => findings.problems.push(fault.problem), configurationManner);
      if (decoded?.kind === 'map') own = mergeConfig(own, configOfFields(new Fields(decoded)), entry);
    });
  }
  for (const entry of fields.texts('crds')) {
    tryStep(findings, () => {
      const file = loader.file(entry, entry.text, 'schema');
      const yaml = yamlOf(file);
      const root = yaml.documents[0]?.root;
      if (root?.kind !== 'map' || yaml.problems.some(({ code }) => code !== 'duplicate-key')) throw new BuildFault('crds-unreadable', `\`${entry.text}\` holds no OpenAPI definitions`, entry);
      ofCrds = mergeConfig(ofCrds, configOfDefinitions(root), entry);
    });
  }
  let config = defaultConfig;
  tryStep(findings, () => (config = mergeConfig(defaultConfig, own, fields.node('configurations') ?? fields.map)));
  return [config, ofCrds];
}

function configOfFields(fields: Fields): TransformerConfig {
  const lists = Object.fromEntries(configLists.map((list) => [list, specsOf(fields.list(list)).sorted()]));
  const nameReference = fields.list('nameReference').map((entry) => ({ ...gvkOf(entry), referrers: specsOf(entry.list('fieldSpecs')) }));
  return { ...emptyConfig, ...lists, nameReference };
}

/** Field specifications as written. */
export function specsOf(entries: readonly Fields[]): FieldSpecs {
  return new FieldSpecs(entries.map((entry) => ({ ...gvkOf(entry), path: entry.text('path'), create: entry.flag('create') })));
}

/** Group, version and kind as written. */
export function gvkOf(entry: Fields): Gvk {
  return { group: entry.text('group'), version: entry.text('version'), kind: entry.text('kind') };
}

/** Annotations, selectors and references that OpenAPI definitions mark (kustomize loadconfigfromcrds.go). */
function configOfDefinitions(root: YamlMap): TransformerConfig {
  let config = emptyConfig;
  const add = (added: TransformerConfig, span: Span): void => {
    config = mergeConfig(config, added, span);
  };
  const walk = (kind: string, typeName: string, path: readonly string[], seen: ReadonlySet<string>): void => {
    if (seen.has(typeName)) return;
    for (const { key, value } of propertiesOf(root.get(typeName))) {
      if (value.kind !== 'map') continue;
      const at = [...path, key.text];
      const spec = (parts: readonly string[]): FieldSpec => ({ group: '', version: '', kind, path: parts.join('/'), create: false });
      if (value.pair('x-kubernetes-annotation') !== undefined) add(configOf('commonAnnotations', spec(at)), value);
      if (value.pair('x-kubernetes-label-selector') !== undefined) add(configOf('commonLabels', spec(at)), value);
      if (value.pair('x-kubernetes-identity') !== undefined) add(configOf('namePrefix', spec(at)), value);
      const version = value.get('x-kubernetes-object-ref-api-version');
      const refKind = value.get('x-kubernetes-object-ref-kind');
      if (version !== undefined && refKind !== undefined) {
        const nameKey = textOf(value.get('x-kubernetes-object-ref-name-key')) || 'name';
        add({ ...emptyConfig, nameReference: [{ group: '', version: textOf(version), kind: textOf(refKind), referrers: new FieldSpecs([spec([...at, nameKey])]) }] }, value);
      }
      const reference = textOf(value.get('$ref'));
      if (reference !== '') walk(kind, reference, at, new Set([...seen, typeName]));
    }
  };
  for (const { key } of root.pairs) {
    const names = propertiesOf(root.get(key.text)).map((pair) => pair.key.text);
    if (['kind', 'apiVersion', 'metadata'].every((name) => names.includes(name))) walk(key.text.slice(key.text.lastIndexOf('.') + 1), key.text, [], new Set());
  }
  return config;
}

function propertiesOf(definition: YamlNode | undefined): YamlMap['pairs'] {
  if (definition?.kind !== 'map') return [];
  const schema = definition.get('Schema') ?? definition.get('schema');
  const properties = schema?.kind === 'map' ? schema.get('properties') : undefined;
  return properties?.kind === 'map' ? properties.pairs : [];
}
