/** Texts with places to fill in, as LSP's snippets write them. */

/** Objects of a kind that a new object can name, all of one namespace, and that namespace where the reference has to say it. */
export interface NamedObjects {
  readonly names: readonly string[];
  readonly namespace: string | undefined;
}

/** What fills in the places of a new object: what the repository and its neighbours make likely. */
export interface SnippetFacts {
  /** A name for the object: of the file, or of its folder. */
  readonly name: string;
  /** The line with the namespace, empty where a kustomize file sets it; ends with a line break. */
  readonly namespaceLine: string;
  /** The namespace that the object gets. */
  readonly namespace: string;
  /** The source that most Flux Kustomizations here name; its namespace where it is not the object's own. */
  readonly source: { readonly kind: string; readonly name: string; readonly namespace: string | undefined };
  /** A folder beside the file. */
  readonly path: string;
  readonly helmRepositories: NamedObjects;
  readonly ociRepositories: NamedObjects;
  /** Workloads of the object's namespace, the nearest first, with a port. */
  readonly targets: readonly { readonly kind: string; readonly name: string; readonly port: string }[];
  /** Provider that the installed Flagger is set to; `undefined` where none is installed here. */
  readonly meshProvider: string | undefined;
  readonly ingresses: readonly string[];
  readonly gateways: NamedObjects;
  readonly notificationProviders: readonly string[];
  readonly imageRepositories: NamedObjects;
  /** Address of a load tester, such as `http://loadtester.test/`. */
  readonly loadTester: string;
}

/** A line that says the namespace of a reference; empty where it is the object's own. */
export function referenceNamespace(indent: number, namespace: string | undefined): string {
  return namespace === undefined ? '' : `${' '.repeat(indent)}namespace: ${namespace}\n`;
}

/** A whole object that can be written at once. */
export interface ObjectSnippet {
  readonly label: string;
  readonly detail: string;
  readonly text: (facts: SnippetFacts) => string;
}

/** A place with a text that stands there until something else is typed. */
export function place(number: number, text: string): string {
  return `\${${number}:${escaped(text)}}`;
}

/** A place with several texts to choose from, or a plain place where there are fewer than two. */
export function choice(number: number, texts: readonly string[], otherwise = ''): string {
  const distinct = [...new Set(texts)];
  if (distinct.length < 2) return place(number, distinct[0] ?? otherwise);
  return `\${${number}|${distinct.slice(0, 30).map((text) => escaped(text).replaceAll(',', '\\,').replaceAll('|', '\\|')).join(',')}|}`;
}

/** A text inside a place. */
export function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('$', '\\$').replaceAll('}', '\\}');
}

/** The text with every place filled with what it proposes: what somebody gets who fills in nothing. */
export function withoutPlaces(text: string): string {
  return text
    .replace(/\$\{\d+\|((?:\\.|[^\\|])*)\|\}/g, (_, choices: string) => unescaped(/^(?:\\.|[^\\,])*/.exec(choices)?.[0] ?? ''))
    .replace(/\$\{\d+:((?:\\.|[^\\}])*)\}/g, (_, inner: string) => unescaped(inner))
    .replace(/\$\d+/g, '')
    .replace(/\\([$}\\])/g, '$1');
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}

/** Head of an object: apiVersion, kind, name, namespace. */
export function head(apiVersion: string, kind: string, { name, namespaceLine }: SnippetFacts): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${place(1, name)}\n${namespaceLine}`;
}
