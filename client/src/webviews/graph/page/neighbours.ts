/** Where the arrow keys lead: along the arrows to the right and left, within the column up and down. */
import type { Picture, Placement } from '../messages.ts';

/** One of the four directions. */
export type Direction = 'left' | 'right' | 'up' | 'down';

/** The box to go to from one; `undefined` where there is none. */
export function findNeighbour(picture: Picture, placement: Placement, from: string, direction: Direction): string | undefined {
  const here = placement.nodes[from];
  if (here === undefined) return undefined;
  const away = (id: string): number => Math.abs((placement.nodes[id]?.[1] ?? 0) - here[1]);
  if (direction === 'right' || direction === 'left') {
    const ends = picture.edges.flatMap((edge) => (direction === 'right' && edge.from === from ? [edge.to] : direction === 'left' && edge.to === from ? [edge.from] : []));
    return ends.sort((one, other) => away(one) - away(other))[0];
  }
  const sign = direction === 'down' ? 1 : -1;
  const column = picture.nodes.flatMap(({ id }) => {
    const place = placement.nodes[id];
    return place !== undefined && Math.abs(place[0] - here[0]) < 8 && (place[1] - here[1]) * sign > 0 ? [id] : [];
  });
  return column.sort((one, other) => away(one) - away(other))[0];
}
