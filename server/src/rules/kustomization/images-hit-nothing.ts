/** Reports an image override without any effect. */
import type { FluxBuild } from '../../flux/buildFluxKustomization.ts';
import { imagesOf } from '../../manifests/images.ts';
import { takeImageApart } from '../../text/imageParts.ts';
import { nearestName } from '../../text/editDistance.ts';
import type { Span } from '../../text/textFile.ts';
import { YamlMap } from '../../yaml/yamlNode.ts';
import { readItems, readScalar } from '../../yaml/yamlReader.ts';
import { firstLine } from '../buildProblemRule.ts';
import type { GraphRule, Reporter, Severity } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { effectiveEntries, isComplete, keyOfEntry } from '../transformerHits.ts';

/** An entry of `images` fits no image. */
export const imagesHitNothing: GraphRule = {
  id: 'kustomization/images-hit-nothing',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'kubernetes-sigs/kustomize api/filters/imagetag: the whole image must match',
  summary: 'An entry of `images` fits no image.',
  explain: rulePage({
    does: 'Reports an entry of `images`, in a kustomize file or a Flux Kustomization, whose name is none of the images in any build that uses it: a warning where an image is called nearly so or the Flux Kustomization itself has the entry, otherwise a hint.',
    why: 'The image or tag stays what it is in the manifests, and nobody says so.',
    controller: 'The name must be the image as the manifest writes it, with registry and path and without tag: `nginx` does not fit `docker.io/library/nginx`.',
    fix: 'Write the name as in the manifest.',
    ignore: 'When the image stands in a custom resource that kustomize does not know.',
  }),
  check(node, { cluster, derivedFromAll }, report) {
    const build = cluster.deliveries.get(node.id)?.build;
    if (build === undefined || !isComplete(build)) return;
    for (const { by, objects, of, span } of build.hits) {
      if (by === 'images' && objects.length === 0 && of > 0 && !derivedFromAll(effectiveEntries).has(keyOfEntry(span))) reportEntry(span, build, readItems(node.manifest.root, 'spec', 'images').some((item) => item.start === span.start && item.file === span.file) ? 'warning' : 'hint', report);
    }
  },
};

/** A warning where an image of the build was plainly meant: one that differs by a letter or two, or only by its registry. */
function reportEntry(span: Span, build: FluxBuild, otherwise: Severity, report: Reporter): void {
  const scalar = span instanceof YamlMap ? readScalar(span, 'name') : undefined;
  const taken = namesBeside(span, build);
  const names = [...new Set(build.objects.flatMap(({ root }) => imagesOf(root)).map((image) => takeImageApart(image).name))].filter((name) => !taken.has(name));
  const lastPart = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
  const meant = scalar === undefined ? undefined : nearestName(scalar.text, names) ?? names.find((name) => lastPart(name) === lastPart(scalar.text));
  if (scalar === undefined || meant === undefined) report({ span: firstLine(span), severity: otherwise, message: 'this entry changes no image of the build' });
  else report({ span: scalar, severity: 'warning', message: `no image of the build is called \`${scalar.text}\`, so this entry changes nothing; nearest: \`${meant}\``, data: { replacement: meant } });
}

/** The images that other entries of the same list change, under both names: this entry does not mean them, too. */
function namesBeside({ file }: Span, { hits }: FluxBuild): ReadonlySet<string> {
  return new Set(hits.flatMap(({ by, objects, span }) => (by === 'images' && objects.length > 0 && span.file === file && span instanceof YamlMap ? ['name', 'newName'].flatMap((key) => readScalar(span, key)?.text ?? []) : [])));
}
