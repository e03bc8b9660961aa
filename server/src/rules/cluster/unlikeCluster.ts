/** Judges objects of kinds that are not known here by the definitions that the connected cluster serves, in open files. */
import { isYamlPath } from '../../files/directoryTree.ts';
import type { Repository } from '../../graph/graph.ts';
import { isHidden } from '../../graph/rawIndex.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { ServedStructures, Snapshot } from '../../workspace/session.ts';
import type { Finding, ManifestRule } from '../rule.ts';
import { RuleCache } from '../ruleCache.ts';
import { runRules } from '../runRules.ts';
import { hideSecrets } from '../hideSecrets.ts';
import { badValue } from '../schema/bad-value.ts';
import { missingField } from '../schema/missing-field.ts';
import { unknownField } from '../schema/unknown-field.ts';
import { wrongType } from '../schema/wrong-type.ts';

/**
 * Findings of the schema rules, at most warnings: another cluster than this one may be meant. None for Secrets, whose
 * values would stand in the words, and none without a cluster.
 */
export function findUnlikeCluster(snapshot: Snapshot, open: readonly string[], cache: RuleCache, log: (message: string) => void): readonly Finding[] {
  const { served, settings, graph } = snapshot;
  if (served === undefined || served.kinds.size === 0 || open.length === 0) return [];
  const isOpen = new Set(open);
  const places = [...isOpen].flatMap((uri) => snapshot.repositoryOf(uri) ?? []);
  const files = snapshot.repositories.map((repository) => ({ repository, files: places.flatMap((place) => (place.repository === repository ? (judgedFile(repository, place.path) ?? []) : [])) }));
  const found = runRules({ rules: rulesFor(served), graph, files, settings, cache: cache.derivedOf(served, newCache), log, structureOf: (apiVersion, kind) => served.kinds.get(`${apiVersion}/${kind}`)?.root });
  const judged: readonly Finding[] = [...hideSecrets(found, graph)]
    .filter(([uri]) => isOpen.has(uri))
    .flatMap(([, findings]) => findings.filter(({ rule }) => rule.startsWith('schema/')));
  return judged.map((finding) => ({ ...finding, severity: finding.severity === 'error' ? 'warning' : finding.severity, message: `${finding.message} (by what \`${served.contextName}\` serves)` }));
}

/** A YAML file that is no draft; `undefined` for any other path. */
function judgedFile({ tree }: Repository, path: string): TextFile | undefined {
  return isYamlPath(path) && !isHidden(path) ? tree.file(path) : undefined;
}

function newCache(): RuleCache {
  return new RuleCache();
}

/** The schema rules, for the kinds that were told. */
function rulesFor({ kinds }: ServedStructures): readonly ManifestRule[] {
  const names = [...new Set([...kinds.keys()].map((key) => key.slice(key.lastIndexOf('/') + 1)))].filter((kind) => kind !== 'Secret');
  return [unknownField, missingField, wrongType, badValue].map((rule) => ({ ...rule, kinds: names }));
}
