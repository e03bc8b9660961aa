// The size of a box, for whoever places and whoever draws.

/** Width in pixels at zoom 1. */
export const nodeWidth = 232;
/** Height in pixels at zoom 1. */
export const nodeHeight = 44;
