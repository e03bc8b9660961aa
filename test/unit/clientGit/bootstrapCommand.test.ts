// The bootstrap command line for the remotes that people have.
import { expect, test } from 'vitest';
import { bootstrapCommand } from '../../../client/src/git/bootstrapCommand.ts';

test.each([
  ['https://github.com/acme/fleet.git', 'flux bootstrap github --owner=acme --repository=fleet --branch=main --path=clusters/prod'],
  ['git@github.com:acme/fleet.git', 'flux bootstrap github --owner=acme --repository=fleet --branch=main --path=clusters/prod'],
  ['ssh://git@gitlab.com/acme/platform/fleet', 'flux bootstrap gitlab --owner=acme/platform --repository=fleet --branch=main --path=clusters/prod'],
  ['ssh://git@git.example.com/fleet.git', 'flux bootstrap git --url=ssh://git@git.example.com/fleet.git --branch=main --path=clusters/prod'],
  ['git@git.example.com:fleet.git', 'flux bootstrap git --url=git@git.example.com:fleet.git --branch=main --path=clusters/prod'],
])('%s', (remote, expected) => {
  expect(bootstrapCommand({ remote, branch: 'main', path: 'clusters/prod' })).toBe(expected);
});
