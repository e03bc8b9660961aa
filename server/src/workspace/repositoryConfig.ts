/** Reads `.flightdeck.yaml` in a repository's root: levels of rules, folders of sources, paths without findings. The same for editor and pipeline. */
import type { DirectoryTree } from '../files/directoryTree.ts';
import type { Span, TextFile } from '../text/textFile.ts';
import { yamlOf } from '../yaml/parseYaml.ts';
import type { YamlMap, YamlNode, YamlPair } from '../yaml/yamlNode.ts';

/** Name of the file, in the root of a repository. */
export const repositoryConfigName = '.flightdeck.yaml';

/** What a rule can be set to. */
export type RuleLevel = 'error' | 'warning' | 'info' | 'hint' | 'off';

/** What the file says; whatever in it cannot be used is a problem and counts as not written. */
export interface RepositoryConfig {
  /** Rule id → level, and where the id stands. */
  readonly rules: ReadonlyMap<string, { readonly level: RuleLevel; readonly span: Span }>;
  /** `namespace/name` of a source → folder that holds its files, relative to the repository's root or absolute. */
  readonly sources: Readonly<Record<string, string>>;
  /** Where each of these sources is named. */
  readonly sourceSpans: ReadonlyMap<string, Span>;
  /** Patterns of paths whose findings are not told, one a line as in an ignore file. */
  readonly ignore: string;
  readonly problems: readonly { readonly span: Span; readonly message: string }[];
}

const levels: readonly RuleLevel[] = ['error', 'warning', 'info', 'hint', 'off'];
const emptyConfig: RepositoryConfig = { rules: new Map(), sources: {}, sourceSpans: new Map(), ignore: '', problems: [] };

/** The configuration of a repository; an empty one where there is no file. */
export function repositoryConfigOf(tree: DirectoryTree): RepositoryConfig {
  return tree.file(repositoryConfigName)?.derived(readConfig) ?? emptyConfig;
}

function readConfig(file: TextFile): RepositoryConfig {
  return new ConfigReader().read(file);
}

class ConfigReader {
  readonly #problems: { readonly span: Span; readonly message: string }[] = [];

  read(file: TextFile): RepositoryConfig {
    const { documents, problems } = yamlOf(file);
    for (const problem of problems) this.#problems.push({ span: problem, message: problem.message });
    const root = documents[0]?.root;
    if (root === undefined) return { ...emptyConfig, problems: this.#problems };
    if (root.kind !== 'map') return { ...emptyConfig, problems: [...this.#problems, { span: root, message: 'the file takes a mapping with `rules`, `sources` and `ignore`' }] };
    for (const { key } of root.pairs) if (!['rules', 'sources', 'ignore'].includes(key.text)) this.#tell(key, `\`${key.text}\` is no setting of this file; it takes \`rules\`, \`sources\` and \`ignore\``);
    return { rules: this.#readRules(root), ...this.#readSources(root), ignore: this.#readIgnore(root), problems: this.#problems };
  }

  #readRules(root: YamlMap): RepositoryConfig['rules'] {
    const rules = new Map<string, { readonly level: RuleLevel; readonly span: Span }>();
    for (const { key, value } of this.#entriesOf(root, 'rules')) {
      // `off` is a boolean to YAML 1.1 and a text to 1.2: as written it is the level.
      const level = value.kind === 'scalar' ? levels.find((known) => known === value.text) : undefined;
      if (level === undefined) this.#tell(value, `a level is one of ${levels.join(', ')}`);
      else rules.set(key.text, { level, span: key });
    }
    return rules;
  }

  #readSources(root: YamlMap): Pick<RepositoryConfig, 'sources' | 'sourceSpans'> {
    const sources: Record<string, string> = {};
    const sourceSpans = new Map<string, Span>();
    for (const { key, value } of this.#entriesOf(root, 'sources')) {
      if (value.kind !== 'scalar' || value.text === '') this.#tell(value, 'a source takes the folder that holds its files');
      else if (!/^[^/]+\/[^/]+$/.test(key.text)) this.#tell(key, 'a source is named `namespace/name`');
      else {
        sources[key.text] = value.text;
        sourceSpans.set(key.text, key);
      }
    }
    return { sources, sourceSpans };
  }

  #readIgnore(root: YamlMap): string {
    const value = root.get('ignore');
    if (value === undefined || isNull(value)) return '';
    const items = value.kind === 'seq' ? value.items : [value];
    return items.flatMap((item) => {
      if (item.kind === 'scalar') return item.text;
      this.#tell(item, '`ignore` takes patterns, as an ignore file has them');
      return [];
    }).join('\n');
  }

  #entriesOf(root: YamlMap, field: string): readonly YamlPair[] {
    const value = root.get(field);
    if (value === undefined || isNull(value)) return [];
    if (value.kind === 'map') return value.pairs;
    this.#tell(value, `\`${field}\` takes a mapping`);
    return [];
  }

  #tell(span: Span, message: string): void {
    this.#problems.push({ span: { file: span.file, start: span.start, end: span.end }, message });
  }
}

function isNull(value: YamlNode): boolean {
  return value.kind === 'scalar' && (value.text === '' || value.text === 'null' || value.text === '~');
}
