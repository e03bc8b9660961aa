// "Open the Line" beside what has failed: leads to the line behind the failure where that is known, otherwise to the object.
import * as vscode from 'vscode';
import type { ObjectId } from '../../../server/src/protocol/objectId.ts';
import type { Place } from '../../../server/src/protocol/repositoryTree.ts';
import { clientCommandIds } from '../clientCommandIds.ts';
import type { LiveCauses } from '../liveCauses.ts';
import { openPlace } from './openPlace.ts';

/** Who knows the lines. */
export type CauseFinder = Pick<LiveCauses, 'find' | 'onDidChange'>;

/** The button. */
export const openTheLine = 'Open the Line';

/** Shows a message that has the button, and goes where it leads; answers what was pressed. */
export async function offerLine(causes: CauseFinder, object: ObjectId, show: () => Thenable<string | undefined>): Promise<string | undefined> {
  // The server learns of the failure after us, and what Flux tries again is not failed meanwhile: the newest line that was known counts.
  let place: Place | undefined = causes.find(object)?.place;
  const subscription = causes.onDidChange(() => { place = causes.find(object)?.place ?? place; });
  let choice: string | undefined;
  try {
    choice = await show();
  } finally {
    subscription.dispose();
  }
  if (choice !== openTheLine) return choice;
  if (place === undefined) await vscode.commands.executeCommand(clientCommandIds.openInRepository, object);
  else await openPlace(place);
  return choice;
}
