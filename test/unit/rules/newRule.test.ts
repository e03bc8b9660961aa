// `npm run new:rule` makes a skeleton that only lacks its check: it compiles, is in the table, and is silent.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newRule } from '../../../server/scripts/newRule.mjs';
import { pageHeadings } from '../../../server/src/rules/rulePage.ts';

const project = new URL('../../..', import.meta.url).pathname;
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'flightdeck-new-rule-'));
  mkdirSync(join(root, 'server/src/rules'), { recursive: true });
  // What a rule imports lies beside it.
  for (const name of readdirSync(join(project, 'server/src/rules'))) if (name === 'rule.ts' || name === 'rulePage.ts') symlinkSync(join(project, 'server/src/rules', name), join(root, 'server/src/rules', name));
  symlinkSync(join(project, 'server/src/manifests'), join(root, 'server/src/manifests'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const scopes = ['manifest', 'graph', 'file'];

test('a new rule of each scope compiles under the strict settings of the project', () => {
  const paths = scopes.map((scope) => join(root, newRule(root, `kustomization/wrong-${scope}`, scope)[0] ?? ''));
  const options: ts.CompilerOptions = { strict: true, noEmit: true, skipLibCheck: true, allowImportingTsExtensions: true, noUncheckedIndexedAccess: true, verbatimModuleSyntax: true, erasableSyntaxOnly: true, target: ts.ScriptTarget.ES2022, lib: ['lib.es2023.d.ts'], module: ts.ModuleKind.Preserve, moduleResolution: ts.ModuleResolutionKind.Bundler, types: ['node'], typeRoots: [join(project, 'node_modules/@types')] };
  const program = ts.createProgram(paths, options);
  const problems = paths.flatMap((path) => {
    const file = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  });
  expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))).toEqual([]);
}, 60_000);

describe.each(scopes)('a new %s rule', (scope) => {
  test('is in the table, and has both fixtures', () => {
    const written = newRule(root, 'kustomization/something-wrong', scope);
    expect(readFileSync(join(root, 'server/src/rules/index.ts'), 'utf8')).toContain("import { kustomizationSomethingWrong } from './kustomization/something-wrong.ts';");
    expect(written.filter((path) => path.endsWith('flux.yaml'))).toEqual(['test/fixtures/rules/kustomization/something-wrong/bad/flux.yaml', 'test/fixtures/rules/kustomization/something-wrong/good/flux.yaml']);
    const text = readFileSync(join(root, written[0] ?? ''), 'utf8');
    expect(text).toContain("id: 'kustomization/something-wrong'");
    expect(text.match(/^ {4}(does|why|controller|fix|ignore):/gm)).toHaveLength(pageHeadings.length);
  });
});

test('a taken or malformed id is refused, and nothing is overwritten', () => {
  const [rule = ''] = newRule(root, 'canary/too-brave');
  const before = readFileSync(join(root, rule), 'utf8');
  expect(() => newRule(root, 'canary/too-brave', 'graph')).toThrow('exists');
  expect(readFileSync(join(root, rule), 'utf8')).toBe(before);
  expect(() => newRule(root, 'Canary/TooBrave')).toThrow('no id');
  expect(() => newRule(root, 'canary/other', 'world')).toThrow('no scope');
});
