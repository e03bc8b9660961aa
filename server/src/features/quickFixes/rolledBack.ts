/** Puts back the version that the cluster serves after a failed rollout. */
import type { RolledBackData } from '../../rules/cluster/rolledBackImages.ts';
import { commandIds } from '../../protocol/commandIds.ts';
import type { QuickFix, QuickFixProvider } from './quickFix.ts';

/** The image, tag or variable as it must be for Git and the cluster to agree, with a message for the commit; and what failed. */
export const rolledBackFixes: QuickFixProvider = ({ span, data, message }) => {
  if (!isRolledBackData(data)) return [];
  const { namespace, name } = data.canary;
  const show: QuickFix = { title: 'Show what failed', edits: [], preferred: false, command: { id: commandIds.showCanary, arguments: [{ kind: 'Canary', namespace, name }] } };
  if (data.replacement === undefined) return [show];
  const version = data.chart === undefined ? shortImage(data.serving) : `chart ${data.chart}`;
  const commit = `Put ${name} back to ${version}\n\n${sentenceOf(message)}\n`;
  const edits = [{ span, text: requote(span.file.text.slice(span.start, span.end), data.replacement) }];
  return [{ title: `Put back ${version}`, edits, preferred: true, command: { id: commandIds.proposeCommitMessage, arguments: [span.file.uri, commit] } }, show];
};

/** The finding's words as a sentence of a commit message. */
function sentenceOf(message: string): string {
  return `${message.replaceAll('`', '')}.`;
}

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
