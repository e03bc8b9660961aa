// Command behind a quick fix: puts a message into the commit box of the repository that was edited, where nobody has written one yet.
import * as vscode from 'vscode';
import { findGitRepository } from '../git/gitExtension.ts';

/** Takes the URI of the edited file and the message; what is written in the box already stays. */
export async function proposeCommitMessageCommand(uri: unknown, message: unknown): Promise<void> {
  if (typeof uri !== 'string' || typeof message !== 'string') return;
  const repository = await findGitRepository(vscode.Uri.parse(uri));
  const box = repository?.inputBox;
  if (box !== undefined && box.value.trim() === '') box.value = message;
}
