/** Reports an image that cannot be scanned, as it is written with more than its name. */
import { readString } from '../../yaml/yamlReader.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error where `spec.image` has a scheme, a tag or a digest. */
export const badImage: ManifestRule = {
  id: 'image/bad-image',
  scope: 'manifest',
  kinds: ['ImageRepository'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/image-reflector-controller internal/controller/imagerepository_controller.go parseImageReference: "value should not start with URL scheme", "value should not contain a tag"',
  summary: 'The image of an ImageRepository has a scheme, a tag or a digest.',
  explain: rulePage({
    does: 'Reports `spec.image` of an ImageRepository with `https://` or the like in front, or with a tag or a digest behind.',
    why: 'The image is never scanned (`ImageURLInvalid`), and policies that name it choose nothing.',
    controller: 'image-reflector-controller lists all tags of an image by its bare name.',
    fix: 'Write the name alone: `registry.example/team/app`. Which tag is chosen is for an ImagePolicy to say.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    const image = readString(manifest.root, 'spec', 'image');
    if (image === undefined || holdsVariable(image.value)) return;
    const scheme = /^[^/]*:\/\//.exec(image.value)?.[0];
    const bare = image.value.slice(scheme?.length ?? 0);
    const more = tagOf(bare);
    const replacement = more === undefined ? bare : bare.slice(0, -more.length);
    if (scheme !== undefined) report({ span: faultSpan(image.node), message: `an image has no \`${scheme}\` in front: write \`${replacement}\``, data: { replacement } });
    else if (more !== undefined) report({ span: faultSpan(image.node), message: `\`${more}\` does not belong into the image, whose tags are all scanned: write \`${replacement}\``, data: { replacement } });
  },
};

/** What follows the name of an image; the host in front of it may have a port (go-containerregistry pkg/name/repository.go). */
function tagOf(image: string): string | undefined {
  const [first = ''] = image.split('/', 1);
  const host = image.includes('/') && (/[.:]/.test(first) || first === 'localhost') ? first.length : 0;
  const at = image.slice(host).search(/[:@]/);
  return at < 0 ? undefined : image.slice(host + at);
}
