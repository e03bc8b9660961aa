/** Which requests an A/B test sends to the canary, in plain words. */
import type { CanaryMatch, StringMatch } from './canarySpec.ts';
import type { ProviderFacts } from './providers.ts';

/** `header x-faces-user = testuser`, `cookie canary = always`; alternatives joined by `or`, conditions of one alternative by `and`; `any` where every request fits. */
export function matchWords(match: readonly CanaryMatch[], provider?: ProviderFacts): string {
  const alternatives = provider?.match === 'headers' ? ingressAlternatives(match) : match.map(conditionsOf);
  // An alternative without a condition lets every request in, whatever the others ask for.
  if (alternatives.some((conditions) => conditions.length === 0)) return 'any';
  return [...new Set(alternatives.map((conditions) => conditions.join(' and ')))].join(' or ');
}

/** `requests with header x-faces-user = testuser`; what is too long for a sentence becomes `matching requests`. */
export function requestsWords(match: readonly CanaryMatch[], provider?: ProviderFacts): string {
  const words = matchWords(match, provider);
  if (words === 'any') return 'all requests';
  return words === '' || words.length > 90 ? 'matching requests' : `requests with ${words}`;
}

function conditionsOf(match: CanaryMatch): readonly string[] {
  return [
    ...Object.entries(match.headers).map(([name, value]) => (name.toLowerCase() === 'cookie' ? cookieWords(value) : `header ${name} ${valueWords(value)}`)),
    ...Object.entries(match.queryParams).map(([name, value]) => `query parameter ${name} ${valueWords(value)}`),
    ...Object.entries(match.sourceLabels).map(([name, value]) => `pods labelled ${name}=${value} as their source`),
  ];
}

/**
 * Flagger: pkg/router/ingress.go keeps the last header and the last cookie of all, and writes annotations in which either is enough.
 * NGINX: a header without value, and a cookie, select by the value `always`.
 */
function ingressAlternatives(match: readonly CanaryMatch[]): readonly (readonly string[])[] {
  const headers = match.flatMap((each) => Object.entries(each.headers));
  const header = headers.findLast(([name]) => name !== 'cookie');
  const cookie = headers.findLast(([name, { operator }]) => name === 'cookie' && operator === 'exact')?.[1].value;
  const selects = (value: StringMatch): boolean => value.operator === 'exact' || value.operator === 'regex';
  return [
    ...(header === undefined ? [] : [[`header ${header[0]} ${selects(header[1]) ? valueWords(header[1]) : '= always'}`]]),
    ...(cookie === undefined ? [] : [[`cookie ${cookie} = always`]]),
  ];
}

/** The usual way to ask for one cookie among others is read as what it means. */
function cookieWords(value: StringMatch): string {
  const plain = value.value.replaceAll(/\(\\s\+\)\?|\\s\*/g, '');
  const one = value.operator === 'regex' ? /^\^?\(\.\*\?;\)\?\(([\w.-]+)=([^()|\\*?]+)\)\(;\.\*\)\?\$?$/.exec(plain) : null;
  return one === null ? `header cookie ${valueWords(value)}` : `cookie ${one[1] ?? ''} = ${one[2] ?? ''}`;
}

function valueWords(match: StringMatch): string {
  switch (match.operator) {
    case 'exact': return `= ${match.value}`;
    case 'prefix': return `beginning with ${match.value}`;
    case 'suffix': return `ending with ${match.value}`;
    case 'regex': return `matching ${match.value}`;
  }
}
