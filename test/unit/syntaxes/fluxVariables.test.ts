import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/** The grammar's rules, as far as the tests read them. */
const grammar = JSON.parse(readFileSync(new URL('../../../syntaxes/flux-variables.tmLanguage.json', import.meta.url), 'utf8')) as {
  readonly repository: Readonly<Record<'variable' | 'escaped', { readonly match: string }>>;
};

function matches(rule: 'variable' | 'escaped', text: string): readonly string[] {
  return [...text.matchAll(new RegExp(grammar.repository[rule].match, 'g'))].map(([whole]) => whole);
}

describe('variables of Flux in YAML', () => {
  test('every form that the controller substitutes is one', () => {
    for (const text of ['${a}', '${A_1:-x}', '${a:=x}', '${a=x}', '${#a}', '${a^^}', '${a,}', '${a:1:2}', '${a##x}', '${a%x}', '${a//x/y}']) expect(matches('variable', `host: ${text}.example`)).toEqual([text]);
  });

  test('what other tools write is none', () => {
    for (const text of ['${{ github.sha }}', '$name', '${}', '${1}', '{{ .Values.x }}', '$(NAME)']) expect(matches('variable', text)).toEqual([]);
  });

  test('an escaped one is told apart', () => {
    expect(matches('escaped', 'echo $${HOME}')).toEqual(['$${HOME}']);
  });
});
