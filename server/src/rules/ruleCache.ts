/** Remembers what rules said about values that did not change since. */
import type { KustomizeBuild } from '../kustomize/build.ts';
import type { TextFile } from '../text/textFile.ts';
import type { YamlMap } from '../yaml/yamlNode.ts';
import type { Finding } from './rule.ts';

/** Owned by whoever runs the rules again and again; entries live as long as the value they speak of. */
export class RuleCache {
  readonly #findings = new WeakMap<YamlMap, Map<string, readonly Finding[]>>();
  readonly #derived = new WeakMap<object, Map<unknown, unknown>>();
  readonly #filesRead = new WeakMap<KustomizeBuild, readonly TextFile[]>();

  /** Findings of the manifest rules on an object, judged under the conditions that `key` names. */
  findingsOf(root: YamlMap, key: string, judge: () => readonly Finding[]): readonly Finding[] {
    let byKey = this.#findings.get(root);
    if (byKey === undefined) this.#findings.set(root, (byKey = new Map<string, readonly Finding[]>()));
    let findings = byKey.get(key);
    if (findings === undefined) byKey.set(key, (findings = judge()));
    return findings;
  }

  /** The value of a pure function of a cluster or a workspace, computed once for each version of it. */
  derivedOf<K extends object, T>(key: K, derive: (key: K) => T): T {
    let values = this.#derived.get(key);
    if (values === undefined) this.#derived.set(key, (values = new Map<unknown, unknown>()));
    if (!values.has(derive)) values.set(derive, derive(key));
    return values.get(derive) as T;
  }

  /** The files that a build read. */
  filesRead(build: KustomizeBuild, read: () => readonly TextFile[]): readonly TextFile[] {
    let files = this.#filesRead.get(build);
    if (files === undefined) this.#filesRead.set(build, (files = read()));
    return files;
  }
}
