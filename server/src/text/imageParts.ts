/** The parts of an image reference as they are written. */

/** An image reference in its parts; empty texts for what it lacks. */
export function takeImageApart(image: string): { readonly name: string; readonly tag: string; readonly digest: string } {
  const at = image.indexOf('@');
  const digest = at < 0 ? '' : image.slice(at + 1);
  const tagged = at < 0 ? image : image.slice(0, at);
  const colon = tagged.lastIndexOf(':');
  return colon > tagged.lastIndexOf('/') ? { name: tagged.slice(0, colon), tag: tagged.slice(colon + 1), digest } : { name: tagged, tag: '', digest };
}
