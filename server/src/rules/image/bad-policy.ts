/** Reports parts of an image policy that the controller cannot read. */
import { RE2JS } from 're2js';
import { isVersionRange } from '../../flux/versionRange.ts';
import { readMap, readString, type Located } from '../../yaml/yamlReader.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { ManifestRule, Reporter } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error where a range is none, a pattern is no expression, or `extract` names a group that the pattern does not have. */
export const badPolicy: ManifestRule = {
  id: 'image/bad-policy',
  scope: 'manifest',
  kinds: ['ImagePolicy'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/image-reflector-controller internal/policy/semver.go: semver.NewConstraint; internal/policy/filter.go: regexp.Compile, Regexp.ExpandString, for which a group that is not there is empty',
  summary: 'The range or the filter of an ImagePolicy cannot be read.',
  explain: rulePage({
    does: 'Reports a `policy.semver.range` that is no range of versions, a `filterTags.pattern` that Go cannot read as a regular expression, and an `extract` that names a group which the pattern does not have.',
    why: 'The policy fails, or chooses among empty texts: the image is never updated.',
    controller: 'image-reflector-controller filters the tags by the pattern, puts what `extract` makes of each in its place, and orders these. A group that is not there is an empty text.',
    fix: 'Write a range such as `1.x` or `>=1.0.0`, and name the groups of the pattern: `(?P<time>[0-9]+)` for `$time`.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    const range = readString(manifest.root, 'spec', 'policy', 'semver', 'range');
    if (range !== undefined && range.value !== '' && !holdsVariable(range.value) && !isVersionRange(range.value)) report({ span: faultSpan(range.node), message: `\`${range.value}\` is no version and no range of them; for the newest write \`*\`` });
    const filter = readMap(manifest.root, 'spec', 'filterTags');
    judgeFilter(readString(filter, 'pattern'), readString(filter, 'extract'), report);
  },
};

function judgeFilter(pattern: Located<string> | undefined, extract: Located<string> | undefined, report: Reporter): void {
  if (holdsVariable(pattern?.value ?? '') || holdsVariable(extract?.value ?? '')) return;
  const compiled = compile(pattern?.value ?? '');
  if (typeof compiled === 'string') {
    if (pattern !== undefined) report({ span: faultSpan(pattern.node), message: `\`${pattern.value}\` is no regular expression of Go: ${compiled}` });
    return;
  }
  const missing = groupsIn(extract?.value ?? '').find((name) => !Object.hasOwn(compiled.namedGroups(), name) && !(/^\d+$/.test(name) && Number(name) <= compiled.groupCount()));
  if (extract === undefined || missing === undefined) return;
  const known = Object.keys(compiled.namedGroups()).map((name) => `\`$${name}\``);
  report({ span: faultSpan(extract.node), message: `\`pattern\` has no group \`${missing}\`: nothing is put in its place${known.length === 0 ? '' : `; it has ${known.join(', ')}`}` });
}

/** The expression, or why it is none. */
function compile(pattern: string): RE2JS | string {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).replace(/^error parsing regexp: /, '');
  }
}

/** The groups that a template names, as Go's `Regexp.Expand` reads it: `$name` as long as it goes, `${name}`, and `$$` for a dollar. */
function groupsIn(template: string): readonly string[] {
  return [...template.matchAll(/\$(?:\$|(\w+)|\{(\w+)\})/g)].flatMap((match) => match[1] ?? match[2] ?? []);
}
