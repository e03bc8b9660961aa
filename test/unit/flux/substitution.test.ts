// Post-build substitution: FACTS A4 by hand, and cases whose results the real libraries gave (fluxcd/pkg envsubst and
// sigs.k8s.io/yaml, run as kustomize_varsub.go runs them; found by differential fuzzing).
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evaluateTemplate } from '../../../server/src/flux/substitution/evaluate.ts';
import { substituteObject } from '../../../server/src/flux/substitution/substituteObject.ts';
import { parseTemplate } from '../../../server/src/flux/substitution/template.ts';
import type { VariableSet } from '../../../server/src/flux/substitution/variables.ts';
import { TextFile } from '../../../server/src/text/textFile.ts';
import { parseYaml } from '../../../server/src/yaml/parseYaml.ts';
import { plainValue } from '../../../server/src/yaml/yamlValue.ts';
import { mapOf, spanText } from './fluxFixtures.ts';

interface Recorded {
  readonly variables: Readonly<Record<string, string>>;
  readonly texts: readonly { readonly text: string; readonly strict: boolean; readonly out?: string; readonly fails?: true }[];
  readonly objects: readonly { readonly object: unknown; readonly strict: boolean; readonly out?: unknown; readonly fails?: true }[];
}

const recorded: Recorded = JSON.parse(readFileSync(new URL('../../fixtures/flux/substitution.json', import.meta.url), 'utf8')) as Recorded;

function evaluate(text: string, variables: Readonly<Record<string, string>>, strict = false): string | undefined {
  const template = parseTemplate(text);
  if ('error' in template) return undefined;
  const lookup = (name: string) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return value === undefined ? ({ state: 'unset' } as const) : ({ state: 'known', value } as const);
  };
  const result = evaluateTemplate(template.nodes, text, lookup, strict);
  return 'error' in result ? undefined : result.text;
}

function variableSet(variables: Readonly<Record<string, string>>): VariableSet {
  const entries = Object.entries(variables).map(([name, value]) => [name, { name, value, span: undefined, source: undefined }] as const);
  return { variables: new Map(entries), unknownSources: [], problems: [], active: true };
}

function substitute(yaml: string, variables: Readonly<Record<string, string>>, strict = false): unknown {
  const { root, problem } = substituteObject(mapOf(yaml), variableSet(variables), strict);
  return problem === undefined ? plainValue(root) : problem;
}

describe('expressions', () => {
  const variables = { v: 'Alpha', empty: '', path: '/usr/lib/x.tar.gz', ü: 'x' };
  test.each([
    ['${v}', 'Alpha'],
    ['a-${v}-b', 'a-Alpha-b'],
    ['$v and $', '$v and $'],
    ['$${v}', '${v}'],
    ['a$$b$$$c', 'a$b$$c'],
    ['${unset}', ''],
    ['${unset:-d}', 'd'],
    ['${unset:=d}', 'd'],
    ['${unset=d}', 'd'],
    ['${empty=d}', 'd'],
    ['${empty:-d}', 'd'],
    ['${v:-d}', 'Alpha'],
    ['${unset:?d}', 'd'],
    ['${v:+d}', 'Alpha'],
    ['${unset:-${empty:-deep}}', 'deep'],
    ['${unset:-a ${v} b}', 'a Alpha b'],
    ['${#v}', '5'],
    ['${v^^}', 'ALPHA'],
    ['${v,,}', 'alpha'],
    ['${v,}', 'alpha'],
    ['${unset^}', ''],
    ['${v:1}', 'lpha'],
    ['${v:1:2}', 'lp'],
    ['${v:-1}', 'Alpha'],
    ['${v:0:99}', 'Alpha'],
    ['${v:x}', 'Alpha'],
    ['${path#*/}', 'usr/lib/x.tar.gz'],
    ['${path##*/}', 'x.tar.gz'],
    ['${path%.*}', '/usr/lib/x.tar'],
    ['${path%%.*}', '/usr/lib/x'],
    ['${path/\\//-}', '-usr/lib/x.tar.gz'],
    ['${path//\\//-}', '-usr-lib-x.tar.gz'],
    ['${v/#Al/X}', 'Xpha'],
    ['${v/%pha/X}', 'AlX'],
    ['${v/l/}', 'Apha'],
    ['${ü}', 'x'],
  ])('%s is %s', (text, expected) => {
    expect(evaluate(text, variables)).toBe(expected);
  });

  test.each(['${', '${}', '${!x}', '${x[0]}', '${v-d}', '${v+d}', '${v?d}', '${v:}', '${v:-d', '${#}', '${v/a}', '${v@Q}', '${v^^^}', 'echo ${array[@]}', '${v:é}'])('%s is refused', (text) => {
    expect(parseTemplate(text)).toHaveProperty('error');
  });

  test('strict mode refuses what has no value and no default, transformations included', () => {
    for (const text of ['${x}', '${x^^}', '${#x}', '${x:0:3}', '${x/a/b}', '${x#a}']) expect(evaluate(text, {}, true), text).toBeUndefined();
    for (const text of ['${x:-}', '${x:=d}', '${x=d}', '${x:?d}', '${x:+d}']) expect(evaluate(text, {}, true), text).toBeDefined();
    expect(evaluate('${x}', { x: '' }, true)).toBe('');
  });

  test('an error names the expression that it is about', () => {
    const text = 'a ${b} ${c-d}';
    const template = parseTemplate(text);
    expect('error' in template && text.slice(template.error.start)).toBe('${c-d}');
  });

  test('a negative length is a failure, as it panics in the controller', () => {
    expect(evaluate('${v:2:-1}', variables)).toBeUndefined();
  });

  test('endless nesting and endless output end with an error', () => {
    expect(parseTemplate('${a:-'.repeat(5000))).toHaveProperty('error');
    expect(evaluate('${big}'.repeat(40), { big: 'x'.repeat(1_000_000) })).toBeUndefined();
    expect(evaluate('${big%%*a*a*a*a*a*b}', { big: 'a'.repeat(100_000) })).toBeUndefined();
  });

  test('every recorded text comes out as the real library makes it', () => {
    const different = recorded.texts.filter(({ text, strict, out }) => evaluate(text, recorded.variables, strict) !== out);
    expect(recorded.texts.length).toBeGreaterThan(300);
    expect(different).toEqual([]);
  });
});

describe('objects', () => {
  test('quotes of the source do not keep a number from being one', () => {
    expect(substitute('port: "${n}"\nname: a${n}\nbool: ${b}\nnothing: ${e}', { n: '5', b: 'yes', e: '' })).toEqual({ port: 5, name: 'a5', bool: true, nothing: null });
  });

  test('quotes as a value keep it text', () => {
    expect(substitute('id: ${quote}${n}${quote}', { n: '5', quote: '"' })).toEqual({ id: '5' });
  });

  test('a value can bring structure', () => {
    expect(substitute('list: ${l}\nmap: ${m}', { l: '[a, 1]', m: '{k: v}' })).toEqual({ list: ['a', 1], map: { k: 'v' } });
  });

  test('a comment sign cuts, a colon makes a mapping', () => {
    expect(substitute('a: ${x}', { x: 'b #c' })).toEqual({ a: 'b' });
    expect(substitute('a:\n- ${x}', { x: 'k: v' })).toEqual({ a: [{ k: 'v' }] });
    expect(substitute('a: ${x}', { x: 'k: v' })).toMatchObject({ code: 'substitution-breaks-yaml' });
  });

  test('keys are substituted and keep their place among the others', () => {
    const { root } = substituteObject(mapOf('z: 1\n${k}: 2\na: 3'), variableSet({ k: 'host' }), false);
    expect(root.pairs.map(({ key }) => key.text)).toEqual(['z', 'host', 'a']);
  });

  test('block texts keep their lines', () => {
    expect(substitute('a: |\n  x ${v}\n    y ${v}\n  ${empty}z\n', { v: 'V', empty: '' })).toEqual({ a: 'x V\n  y V\nz\n' });
  });

  test('an object that is no YAML any more fails at the value that broke it', () => {
    const file = new TextFile('file:///a.yaml', 'a.yaml', 'ok: ${fine}\nbad: "pre: ${x}"\n');
    const root = parseYaml(file).documents[0]?.root;
    const { problem } = substituteObject(root?.kind === 'map' ? root : expect.fail(), variableSet({ fine: 'f', x: "it's" }), false);
    expect(problem?.code).toBe('substitution-breaks-yaml');
    expect(problem && spanText(problem.span)).toBe('"pre: ${x}"');
  });

  test('strict mode points at the expression', () => {
    const { problem } = substituteObject(mapOf('a: "x-${gone}-y"'), variableSet({}), true);
    expect(problem).toMatchObject({ code: 'variable-not-set', message: expect.stringContaining('`gone`') as string });
    expect(problem && spanText(problem.span)).toBe('${gone}');
  });

  test('a changed value keeps its place and names its variable', () => {
    const source = new TextFile('file:///vars.yaml', 'vars.yaml', 'region: eu');
    const span = { file: source, start: 8, end: 10 };
    const set = { ...variableSet({}), variables: new Map([['region', { name: 'region', value: 'eu', span, source: undefined }]]) };
    for (const yaml of ['a: b\nhost: x.${region}', 'a: b\n"${region}": c\nhost: x.${region}']) {
      const host = substituteObject(mapOf(yaml), set, false).root.get('host');
      expect(host).toMatchObject({ text: 'x.eu', changes: [{ by: 'substitution', detail: 'region', before: 'x.${region}', span }] });
      expect(host && spanText(host)).toBe('x.${region}');
    }
  });

  test('what does not change is the same node', () => {
    const root = mapOf('a: b\nc: {d: [e]}');
    expect(substituteObject(root, variableSet({ x: '1' }), false).root).toBe(root);
  });

  test('an unknown variable stays as written and is listed; its default is taken', () => {
    const set = { ...variableSet({}), unknownSources: [mapOf('a: b')] };
    const { root, unresolved, problem } = substituteObject(mapOf('a: ${secret}\nb: ${other:-d}'), set, true);
    expect(plainValue(root)).toEqual({ a: '${secret}', b: 'd' });
    expect(unresolved.map(({ reason, what }) => `${reason} ${what}`)).toEqual(['unknown-variable secret', 'unknown-variable other']);
    expect(problem).toBeUndefined();
  });

  test('every recorded object comes out as the real libraries make it', () => {
    const different = recorded.objects.filter(({ object, strict, out, fails }) => {
      const root = parseYaml(new TextFile('file:///x', 'x', JSON.stringify(object))).documents[0]?.root;
      const result = substituteObject(root?.kind === 'map' ? root : expect.fail(), variableSet(recorded.variables), strict);
      return (result.problem !== undefined) !== (fails === true) || (fails !== true && !isEqual(plainValue(result.root), out));
    });
    expect(recorded.objects.length).toBeGreaterThan(200);
    expect(different).toEqual([]);
  });
});

function isEqual(left: unknown, right: unknown): boolean {
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
}
