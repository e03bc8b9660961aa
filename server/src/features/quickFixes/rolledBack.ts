/** Puts back the version that the cluster serves after a failed rollout. */
import type { RolledBackData } from '../../rules/cluster/rolledBackImages.ts';
import type { QuickFixProvider } from './quickFix.ts';

/** One fix: the image, tag or variable as it must be for Git and the cluster to agree. */
export const rolledBackFixes: QuickFixProvider = ({ span, data }) => {
  if (!isRolledBackData(data) || data.replacement === undefined) return [];
  return [{ title: `Put back ${shortImage(data.serving)}`, edits: [{ span, text: requote(span.file.text.slice(span.start, span.end), data.replacement) }], preferred: true }];
};

/** Whether a finding's data are those of `canary/rolled-back`. */
export function isRolledBackData(data: unknown): data is RolledBackData {
  return typeof data === 'object' && data !== null && 'serving' in data && typeof data.serving === 'string' && 'canary' in data;
}

/** The tag of an image where it has one. */
function shortImage(image: string): string {
  const tag = image.slice(image.lastIndexOf('/') + 1).split(':')[1];
  return tag ?? image;
}

function requote(before: string, text: string): string {
  const quote = before.charAt(0);
  return quote === '"' || quote === "'" ? `${quote}${text}${quote}` : text;
}
