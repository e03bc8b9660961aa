/** The hash of a pod template, by which a Deployment tells its pods apart and Flagger notices a new version. */
import { printCanonicalJson } from '../kubeApi/json.ts';
import type { JsonObject } from '../kubeApi/json.ts';

const safeLetters = 'bcdfghjklmnpqrstvwxz2456789';

/** FNV-1a over 32 bits, spelled with letters that form no words (k8s.io/apimachinery pkg/util/rand SafeEncodeString). */
export function hashTemplate(template: JsonObject): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(printCanonicalJson(template))) hash = Math.imul(hash ^ byte, 0x01000193);
  return String(hash >>> 0).replace(/\d/g, (digit) => safeLetters[digit.charCodeAt(0) % safeLetters.length] ?? '');
}
