/** The kinds that the schema rules judge. */
import { knownKindNames } from '../../schemas/catalogue.ts';

/** Names of the kinds; which versions are known is for the catalogue to say. */
export const structuredKinds: readonly string[] = knownKindNames;
