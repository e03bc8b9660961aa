// The worker around the layout: takes pictures, answers placements.
import { parentPort } from 'node:worker_threads';
import { placePicture } from './layout.ts';
import type { Picture } from './picture.ts';

parentPort?.on('message', ({ round, picture }: { readonly round: number; readonly picture: Picture }) => {
  parentPort?.postMessage({ round, placement: placePicture(picture) });
});
