/** Rename, from the place of the cursor: objects, and the variables of substitution. */
import { edgesAt } from '../../graph/queries.ts';
import { allNameSitesOf, type NameSite } from '../names/nameSites.ts';
import type { Span, TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { planObjectRename, refusalAt, writtenText } from './renameObject.ts';
import { planVariableRename } from './renameVariable.ts';
import { variableAt } from '../names/variableSites.ts';
import type { Refusal, RenamePlan } from './renamePlan.ts';

/** What an editor puts into its box: the text that is renamed, and where it stands. */
export interface RenameStart {
  readonly span: Span;
  readonly text: string;
}

/** What can be renamed at an offset, or why it cannot; `undefined` where no name stands. */
export function prepareRename(snapshot: Snapshot, file: TextFile, offset: number): RenameStart | Refusal | undefined {
  const variable = variableAt(snapshot, file, offset);
  if (variable !== undefined) return { span: variable.span, text: variable.name };
  const site = siteAt(snapshot, file, offset);
  if (site === undefined) return refusalOfAbsent(snapshot, file, offset);
  return refusalAt(snapshot, site) ?? { span: innerSpan(site), text: nameIn(site) };
}

/** The edits of a rename, or why there are none; `undefined` where no name stands. */
export function planRename(snapshot: Snapshot, file: TextFile, offset: number, newName: string): RenamePlan | Refusal | undefined {
  const variable = variableAt(snapshot, file, offset);
  if (variable !== undefined) return planVariableRename(snapshot, variable, newName);
  const site = siteAt(snapshot, file, offset);
  if (site === undefined) return refusalOfAbsent(snapshot, file, offset);
  if (site.relation !== 'host') return planObjectRename(snapshot, site, newName);
  const definition = site.targets.flatMap((target) => allNameSitesOf(snapshot).of(target)).find(({ relation }) => relation === 'definition');
  return definition === undefined ? refusalAt(snapshot, site) : planObjectRename(snapshot, definition, newName);
}

/** Why a name that leads to nothing here cannot be renamed; `undefined` where no name stands. */
function refusalOfAbsent(snapshot: Snapshot, file: TextFile, offset: number): Refusal | undefined {
  const found = edgesAt(snapshot.graph, file.uri, offset).find(({ edge }) => !edge.resolved);
  if (found === undefined) return undefined;
  const { kind, namespace, name } = found.edge.target;
  return { refused: `${kind} \`${namespace === undefined ? '' : `${namespace}/`}${name}\` is declared in no file of this workspace: open the repository that holds it, or change the name here by hand` };
}

function siteAt(snapshot: Snapshot, file: TextFile, offset: number): NameSite | undefined {
  const sites = allNameSitesOf(snapshot).at(file.uri, offset);
  return sites.find(({ relation }) => relation === 'definition') ?? sites[0];
}

function nameIn(site: NameSite): string {
  const text = writtenText(site);
  return site.relation === 'host' ? (/^https?:\/\/([^.:/]+)/.exec(text)?.[1] ?? text) : text;
}

/** The name without its quotes; of a URL only the host's first label. */
function innerSpan(site: NameSite): Span {
  const { file, start, end } = site.span;
  const raw = file.text.slice(start, end);
  const name = nameIn(site);
  const at = raw.startsWith('*') ? -1 : raw.indexOf(name);
  return at < 0 ? { file, start, end: start + raw.trimEnd().length } : { file, start: start + at, end: start + at + name.length };
}
