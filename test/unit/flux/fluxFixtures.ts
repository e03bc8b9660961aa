// Small builders for the tests of server/src/flux.
import { DirectoryTree } from '../../../server/src/files/directoryTree.ts';
import { buildFluxKustomization, type FluxBuild, type FluxBuildOptions } from '../../../server/src/flux/buildFluxKustomization.ts';
import { readFluxKustomization, type FluxKustomization } from '../../../server/src/manifests/fluxKustomization.ts';
import { readManifest } from '../../../server/src/manifests/manifest.ts';
import { TextFile, type Span } from '../../../server/src/text/textFile.ts';
import { parseYaml } from '../../../server/src/yaml/parseYaml.ts';
import type { YamlMap } from '../../../server/src/yaml/yamlNode.ts';

/** The mapping that a text holds. */
export function mapOf(yaml: string, path = 'file.yaml'): YamlMap {
  const root = parseYaml(new TextFile(`file:///${path}`, path, yaml)).documents[0]?.root;
  if (root?.kind !== 'map') throw new Error('the text is no mapping');
  return root;
}

/** The text that a span covers. */
export function spanText({ file, start, end }: Span): string {
  return file.text.slice(start, end);
}

/** A Flux Kustomization `flux-system/app` with this spec (YAML, indented by nothing). */
export function kustomizationOf(spec: string, apiVersion = 'kustomize.toolkit.fluxcd.io/v1'): FluxKustomization {
  const indented = spec.replace(/^/gm, '  ');
  const root = mapOf(`apiVersion: ${apiVersion}\nkind: Kustomization\nmetadata: {name: app, namespace: flux-system}\nspec:\n${indented}\n`, 'clusters/ks.yaml');
  const manifest = readManifest(root);
  const kustomization = manifest && readFluxKustomization(manifest);
  if (kustomization === undefined) throw new Error('no Flux Kustomization');
  return kustomization;
}

/** A tree of texts. */
export function treeOf(texts: Readonly<Record<string, string>>): DirectoryTree {
  return DirectoryTree.ofTexts('file:///repo', texts);
}

/** A build with nothing known of ConfigMaps and Secrets. */
export function build(texts: Readonly<Record<string, string>>, spec: string, options: Partial<FluxBuildOptions> = {}): FluxBuild {
  return buildFluxKustomization(treeOf(texts), kustomizationOf(spec), { variables: () => undefined, fluxVersion: [2, 9], ...options });
}

/** A ConfigMap as a text. */
export function configMap(name: string, data = 'key: value'): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n${data.replace(/^/gm, '  ')}\n`;
}
