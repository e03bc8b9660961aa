/** The first edits of a large repository would be answered by code that the engine has not compiled for speed yet: some are tried beforehand, while nobody waits. */
import type { TextFile } from '../text/textFile.ts';
import type { Snapshot } from '../workspace/session.ts';
import type { Checker } from './checker.ts';

/** Fewer objects are judged anew in a few milliseconds, also by code that was never run before. */
const leastObjects = 2000;
/** After so many edits the next ones take as long as the hundredth does (measured on 10,000 files). */
const rounds = 6;

/**
 * Judges a snapshot as it would be after an edit, and as it is, in turn; nothing is kept of it. Says whether it was worth it:
 * not in a small workspace. Ends at once when `isWanted` says that there is something to do.
 */
export async function rehearseEdits(snapshot: Snapshot, checker: Checker, isWanted: () => boolean): Promise<boolean> {
  const files = filesToEdit(snapshot);
  const [first] = files;
  if (first === undefined) return false;
  for (let round = 0; round < rounds; round++) {
    const { uri } = files[round % files.length] ?? first;
    const edited = snapshot.withTexts(new Map([[uri, '']]));
    if ((await checker.findingsInSlices(edited, isWanted)) === undefined) break;
    if ((await checker.findingsInSlices(snapshot, isWanted)) === undefined) break;
  }
  return true;
}

/** Of the largest cluster a file with a Flux Kustomization, and one with an object that it applies: most edits are of these two sorts. Empty where no rehearsal is wanted. */
function filesToEdit({ graph }: Snapshot): readonly TextFile[] {
  const [largest] = [...graph.clusters].sort((a, b) => b.nodes.size - a.nodes.size);
  if (largest === undefined || largest.nodes.size < leastObjects) return [];
  const delivery = [...largest.deliveries.values()].find(({ parent, build }) => parent !== undefined && build !== undefined && build.objects.length > 0);
  const applied = delivery?.build?.objects[0];
  return delivery === undefined || applied === undefined ? [] : [delivery.node.origin.file, applied.origin.file];
}
