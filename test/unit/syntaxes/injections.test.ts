/** The injected grammars, run by the editor's own engine over its own YAML grammar. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { editorFolder, startTokenizer, type Token } from '../../harness/textmate.ts';

const syntaxes = fileURLToPath(new URL('../../../syntaxes', import.meta.url));
const editor = editorFolder();
const title = editor === undefined ? 'injected grammars (skipped: the editor of the e2e tests is not installed)' : 'injected grammars';

const inBlocks = ['value: "open', "value: 'open", 'list: [a, b', 'map: {a: b', '# ${HOST', 'key: ${HOST', 'deep: |\n          more: "open', '? odd', '&anchor', '- - - [', '"', "'", '${A:="b', '{{ .Values', '---x', '\tkey: a'];
const expressions = ['${HOST', '${', '$${', '$${HOST', '${A:-${B:-c}', '${A:="x}', "${A:='x}", '${A//"/x}', '${A:=[}', '${A:={}', '${A?{{', '"${HOST', '"${HOST"', "'${HOST", "'${HOST'", '[${A, b]', '{a: ${B}'];
const oddExpressions = ["status.x == 'open", 'status.x == "open', 'has(status.x', 'status.list[0', '(((', "'", "status.x == 'a' # note", '"status.x == \\"a', "'status.x == ''a", '// note', 'a ? b', '{'];
const oddCommands = ["hey -H 'a: b http://x/", 'hey -z 1m "http://x/', "\"hey -H 'a: b' http://x/", "'hey http://x/", 'wrk -s <(', 'hey http://x/ # note', 'ghz --data {"a', 'hey ${NS', 'k6 run - <<'];
const oddities = [
  ...expressions.flatMap((text) => [`a: ${text}`, `a: # ${text}`, `# ${text}`, `${text}: b`, `a: |\n  ${text}`, `- ${text}`]),
  ...inBlocks.flatMap((text) => ['patch: |', 'patch: |-', 'patch: >-', 'patch: |2', 'patch: | # why', 'app.yaml: |'].map((head) => `patches:\n  - ${head}\n      - op: add\n        ${text}`)),
  'patch: |', 'patch:', 'patch: |\n\n', 'patch: |\n# comment at the border', '  - patch: |', 'patches: [{patch: |', 'app.yaml: |', '- |\n  - op: add\n    value: "open',
  ...oddExpressions.flatMap((text) => [`current: ${text}`, `failed: ${text}`, `expr: ${text}`, `current: |\n  ${text}`, `healthCheckExprs:\n  - current: ${text}`]),
  ...oddCommands.flatMap((text) => [`cmd: ${text}`, `cmd: |\n  ${text}`, `cmd: >-\n  ${text}`, `metadata:\n  cmd: ${text}`]),
];

describe.skipIf(editor === undefined)(title, () => {
  let tokenize: (text: string) => readonly Token[] = () => [];
  beforeAll(async () => {
    tokenize = await startTokenizer(editor ?? '', syntaxes);
  });
  /** Scopes of the token with this text; fails where there is none. */
  const scopesOf = (tokens: readonly Token[], text: string): string => {
    const token = tokens.find((one) => one.text.trim() === text);
    if (token === undefined) throw new Error(`no token ${text} among ${tokens.map((one) => one.text).join('|')}`);
    return token.scopes;
  };

  test('an inline patch is YAML, and what follows it is as before', () => {
    const tokens = tokenize('patches:\n  - patch: |- # why\n      - op: add # here\n        path: /spec/a\n\n        value: "x ${HOST:=b}"\n      - n: 3\n        yes: true\n    target:\n      kind: Deployment\nimages: []');
    expect(scopesOf(tokens, 'op')).toMatch(/meta\.embedded\.block\.yaml entity\.name\.tag/);
    expect(scopesOf(tokens, 'add')).toMatch(/embedded.*string\.unquoted/);
    expect(scopesOf(tokens, '# here')).toMatch(/comment/);
    expect(scopesOf(tokens, '/spec/a')).toMatch(/string\.unquoted/);
    expect(scopesOf(tokens, 'HOST')).toMatch(/string\.quoted\.double.*variable\.other\.readwrite\.flux/);
    expect(scopesOf(tokens, '3')).toMatch(/constant\.numeric/);
    expect(scopesOf(tokens, 'true')).toMatch(/constant\.language/);
    for (const outside of ['target', 'kind', 'images', 'Deployment']) expect(scopesOf(tokens, outside)).not.toMatch(/embedded/);
  });

  test('data that is YAML is; scripts and other blocks are not', () => {
    const tokens = tokenize('data:\n  app.yaml: |\n    key: word ${VAR}\n    list:\n      - item\n  run.sh: |\n    name: echo\n  other: >-\n    a: 1\nkind: ConfigMap');
    expect(scopesOf(tokens, 'key')).toMatch(/meta\.embedded\.block\.yaml entity\.name\.tag/);
    expect(scopesOf(tokens, 'VAR')).toMatch(/variable\.other\.readwrite\.flux/);
    expect(scopesOf(tokens, 'item')).toMatch(/embedded.*string\.unquoted/);
    expect(scopesOf(tokens, 'name: echo')).toMatch(/string\.unquoted\.block/);
    expect(scopesOf(tokens, 'kind')).not.toMatch(/embedded/);
  });

  test('a health check expression is CEL, a word behind the same key is not', () => {
    const tokens = tokenize("healthCheckExprs:\n  - kind: X\n    current: status.health in ['OK'] && has(status.n)\n    failed: \"status.n == 3\" # why\n  - current: done\n    expr: |\n      dep.status.all(c, c.type == 'Ready')\nnext: 1");
    expect(scopesOf(tokens, 'health')).toMatch(/embedded\.inline\.cel variable\.other\.cel/);
    expect(scopesOf(tokens, 'in')).toMatch(/keyword\.operator/);
    expect(scopesOf(tokens, "'OK'")).toMatch(/string\.quoted\.single\.cel/);
    expect(scopesOf(tokens, 'has')).toMatch(/support\.function/);
    expect(scopesOf(tokens, '==')).toMatch(/keyword\.operator/);
    expect(scopesOf(tokens, '# why')).toMatch(/comment/);
    expect(scopesOf(tokens, 'done')).not.toMatch(/cel/);
    expect(scopesOf(tokens, 'all')).toMatch(/embedded\.block\.cel support\.function/);
    expect(scopesOf(tokens, 'next')).not.toMatch(/embedded/);
  });

  test('a load test is a command, another command is not', () => {
    const tokens = tokenize("metadata:\n  cmd: \"hey -z 1m -q 10 -H 'a: b' http://x-canary.${NS}:80/\"\n  other: 1\n---\nmetadata:\n  cmd: ls -la\n---\nmetadata:\n  cmd: |\n    wrk --threads 2 https://y/\n  after: 1");
    expect(scopesOf(tokens, 'hey')).toMatch(/support\.function\.load-test/);
    expect(scopesOf(tokens, '-z')).toMatch(/variable\.parameter\.option/);
    expect(scopesOf(tokens, '1m')).toMatch(/constant\.numeric/);
    expect(scopesOf(tokens, 'NS')).toMatch(/variable\.other\.readwrite\.flux/);
    expect(scopesOf(tokens, 'ls -la')).not.toMatch(/load-test/);
    expect(scopesOf(tokens, 'wrk')).toMatch(/support\.function\.load-test/);
    for (const outside of ['other', 'after']) expect(scopesOf(tokens, outside)).not.toMatch(/load-test/);
  });

  describe('what is odd or half-typed reaches no further than the editor’s own grammar lets it', () => {
    const tail = 'after:\n  key: word # note\n  list:\n    - item: "x"\n    - 3\nlast: true\n';
    let plain: (text: string) => readonly Token[] = () => [];
    beforeAll(async () => {
      plain = await startTokenizer(editor ?? '', undefined);
    });
    /** The tokens of the last lines. */
    const end = (tokens: readonly Token[]): readonly Token[] => {
      const start = tokens.findLastIndex(({ text }) => text.trim() === 'after');
      return start < 0 ? tokens.slice(-12) : tokens.slice(start);
    };
    test.each(oddities)('%j', (odd) => {
      const text = `${odd}\n${tail}`;
      const ours = end(tokenize(text));
      expect(ours.map(({ scopes }) => scopes).join('\n')).not.toMatch(/embedded|flux|cel|load-test/);
      expect(ours).toEqual(end(plain(text)));
    });
  });
});

test('every grammar is contributed, under its scope', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { readonly contributes: { readonly grammars: readonly { readonly scopeName: string; readonly path: string; readonly injectTo: readonly string[] }[] } };
  const contributed = manifest.contributes.grammars.map(({ scopeName, path, injectTo }) => `${path} ${scopeName} ${injectTo.join()}`).sort();
  const own = readdirSync(syntaxes).map((name) => `./syntaxes/${name} ${(JSON.parse(readFileSync(`${syntaxes}/${name}`, 'utf8')) as { readonly scopeName: string }).scopeName} source.yaml`).sort();
  expect(contributed).toEqual(own);
});
