/** `npm run new:rule <area>/<id> [manifest|graph|file]`: the skeleton of a rule with its fixtures, and its line in the table. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeRuleIndex } from './ruleIndex.mjs';

const scopes = ['manifest', 'graph', 'file'];

/** Writes the skeleton below a project's root and gives the paths of what it wrote; throws where the id is none or is taken. */
export function newRule(root, id, scope = 'manifest') {
  if (!/^[a-z]+\/[a-z]+(-[a-z]+)*$/.test(id)) throw new Error(`\`${id}\` is no id: write area/name-of-the-fault`);
  if (!scopes.includes(scope)) throw new Error(`\`${scope}\` is no scope: ${scopes.join(', ')}`);
  const rule = `server/src/rules/${id}.ts`;
  if (existsSync(join(root, rule))) throw new Error(`${rule} exists`);
  const fixtures = `test/fixtures/rules/${id}`;
  const files = {
    [rule]: ruleText(id, scope),
    [`${fixtures}/bad/flux.yaml`]: fixtureText('Say here what is wrong.'),
    [`${fixtures}/bad/apps/object.yaml`]: objectText,
    [`${fixtures}/good/flux.yaml`]: fixtureText('Say here why this is right.'),
    [`${fixtures}/good/apps/object.yaml`]: objectText,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  writeRuleIndex(join(root, 'server/src/rules'));
  return Object.keys(files);
}

/** The rule's constant: its name without the area, which is put before it where another rule has it. */
function constantName(id) {
  const [area, name] = id.split('/');
  return `${area}${name.split('-').map((word) => word[0].toUpperCase() + word.slice(1)).join('')}`;
}

function ruleText(id, scope) {
  const type = { manifest: 'ManifestRule', graph: 'GraphRule', file: 'FileRule' }[scope];
  const check = {
    manifest: ['  check(manifest, _context, report) {', "    if (manifest.kind === '') report({ span: nameSpan(manifest), message: 'what is wrong' });", '  },'],
    graph: ['  check(node, { cluster }, report) {', "    if (!cluster.nodes.has(node.id)) report({ span: nameSpan(node.manifest), message: 'what is wrong' });", '  },'],
    file: ['  check(file, { reached }, report) {', "    if (reached && file.text === '') report({ span: { file, start: 0, end: 0 }, message: 'what is wrong' });", '  },'],
  }[scope];
  return [
    '/** Reports …. */',
    ...(scope === 'file' ? [] : ["import { nameSpan } from '../../manifests/manifest.ts';"]),
    `import type { ${type} } from '../rule.ts';`,
    "import { rulePage } from '../rulePage.ts';",
    '',
    '/** Error where …. */',
    `export const ${constantName(id)}: ${type} = {`,
    `  id: '${id}',`,
    `  scope: '${scope}',`,
    ...(scope === 'file' ? [] : ["  kinds: ['Kustomization'],"]),
    "  severity: 'error',",
    "  since: '0.1.0',",
    "  fix: 'none',",
    "  evidence: 'repository and file where upstream does or says it',",
    "  summary: 'One sentence.',",
    '  explain: rulePage({',
    "    does: 'Reports ….',",
    "    why: 'What breaks.',",
    "    controller: 'What the controller does.',",
    "    fix: 'What to write.',",
    "    ignore: 'Never.',",
    '  }),',
    ...check,
    '};',
    '',
  ].join('\n');
}

function fixtureText(comment) {
  return `# ${comment}
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: apps
  namespace: flux-system
spec:
  interval: 10m
  path: ./apps
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
`;
}

const objectText = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: default
`;

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [id, scope] = process.argv.slice(2);
  try {
    const written = newRule(resolve(dirname(fileURLToPath(import.meta.url)), '..', '..'), id ?? '', scope);
    process.stdout.write(`${written.join('\n')}\n\nNext: write the check, make the bad fixture wrong, put the marks in with\nUPDATE_FIXTURES=1 npx vitest run --config test/vitest.config.mts test/unit/rules -t ${id}\nread the diff, then npm run generate and a line in CHANGELOG.md.\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
