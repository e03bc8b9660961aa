// Tells which YAML files Flightdeck itself judges, explains and completes, from their names and heads. Pure.

/** Name under which Flightdeck registers with the Red Hat YAML extension: the scheme of its schemas, which the extension asks it for. */
export const contributorName = 'flightdeck';

/** URI of a schema that takes everything and says nothing. */
export const silentSchemaUri = `${contributorName}://schema/judged-by-flightdeck.json`;

/** Its content. */
export const silentSchema = '{}';

/** Groups of which every kind is known to Flightdeck, by the end of their names. */
const ownGroups: readonly string[] = ['.toolkit.fluxcd.io', 'source.extensions.fluxcd.io', 'fluxcd.controlplane.io', 'flagger.app', 'kustomize.config.k8s.io', 'split.smi-spec.io'];

/** The name that kustomize looks for (kustomize pkg/konfig/general.go). */
const kustomizeFileName = /(^|\/)(kustomization\.ya?ml|Kustomization)$/;

/** A field at the left margin. Whose file it is can be told from such lines alone; what they mean is the server's business. */
const headLine = /^(?:apiVersion|"apiVersion"|'apiVersion'):[ \t]+["']?([a-z0-9.-]+)\/[a-z0-9]+["']?[ \t]*(?:#.*)?\r?$/gm;

/** Whether a file, by its path with `/`, is a kustomize file or holds an object of a group that Flightdeck knows. */
export function isOwnYaml(path: string, text: string): boolean {
  if (kustomizeFileName.test(path)) return true;
  for (const [, group = ''] of text.matchAll(headLine)) if (ownGroups.some((own) => group === own || (own.startsWith('.') && group.endsWith(own)))) return true;
  return false;
}
