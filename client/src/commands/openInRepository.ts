// Command "Open in Repository": goes from a live object to the lines of YAML that yield it.
import * as vscode from 'vscode';
import { printObjectId, type ObjectId } from '../../../server/src/protocol/objectId.ts';
import type { Place } from '../../../server/src/protocol/repositoryTree.ts';
import { objectPlacesRequest } from '../../../server/src/protocol/requests.ts';
import type { ClusterLink } from '../kubeContext/clusterLink.ts';
import { pickObject } from './chooseTarget.ts';
import { clusterAtHand } from './clusterAtHand.ts';
import { lostRow, readObjectArgument, whichRow } from './commandArguments.ts';
import type { FluxCommandTools } from './fluxCommandTools.ts';
import { openPlace } from './openPlace.ts';

/** Makes the command. Without an argument the user picks a live object. */
export function openInRepositoryCommand({ server, link }: FluxCommandTools): (argument: unknown) => Promise<void> {
  return async (argument) => {
    const object = readObjectArgument(argument) ?? (await pickLiveObject(link, argument));
    if (object === undefined) return;
    const places = await server.request(objectPlacesRequest, { object });
    if (places === undefined) {
      void vscode.window.showWarningMessage('The repository cannot be searched: the Flightdeck language server is not running.');
      return;
    }
    const place = places.length > 1 ? await pickPlace(object, places) : places[0];
    if (place !== undefined) await openPlace(place);
    else if (places.length === 0) void vscode.window.showInformationMessage(`${printObjectId(object)} is not written in this workspace.`);
  };
}

async function pickLiveObject(link: ClusterLink, argument: unknown): Promise<ObjectId | undefined> {
  const session = await clusterAtHand(link);
  return session === undefined ? undefined : pickObject(session, 'any', 'Open in Repository', argument === lostRow ? { placeHolder: whichRow } : {});
}

async function pickPlace(object: ObjectId, places: readonly Place[]): Promise<Place | undefined> {
  const items = places.map((place) => ({
    label: `${vscode.workspace.asRelativePath(vscode.Uri.parse(place.uri))}:${place.range.start.line + 1}`,
    iconPath: new vscode.ThemeIcon('file-code'),
    place,
  }));
  const choice = await vscode.window.showQuickPick(items, { title: printObjectId(object), placeHolder: 'Several files yield this object, the nearest first' });
  return choice?.place;
}
