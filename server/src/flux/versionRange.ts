/** Ranges of versions as Masterminds/semver reads them: of charts, of tags and of images. */
const version = String.raw`v?(?:[0-9]+|[xX*])(?:\.(?:[0-9]+|[xX*])){0,2}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?`;
const comparison = String.raw`(?:=|!=|>=|=>|<=|=<|>|<|~>|~|\^)?\s*${version}`;
const range = new RegExp(`^\\s*(?:${version}\\s+-\\s+${version}|${comparison}(?:(?:\\s*,\\s*|\\s+)${comparison})*)\\s*$`);

/** Whether a text is a version or a range of them (`semver.NewConstraint`). */
export function isVersionRange(text: string): boolean {
  return text.split('||').every((part) => range.test(part));
}
