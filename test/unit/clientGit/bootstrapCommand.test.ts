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

test.each([
  ['https://ci:s3cret@git.example.com/fleet.git', 'https://git.example.com/fleet.git'],
  ['https://s3cret@git.example.com/fleet.git', 'https://git.example.com/fleet.git'],
  ['http://ci:s3@cret@git.example.com:8443/a/fleet?private_token=s3cret', 'http://git.example.com:8443/a/fleet'],
  ['https://ci:s3cret@not a host/fleet', "'https://not a host/fleet'"],
  ['ssh://git:s3cret@git.example.com/fleet.git', 'ssh://git@git.example.com/fleet.git'],
])('%s tells no password and no token', (remote, url) => {
  expect(bootstrapCommand({ remote, branch: 'main', path: 'clusters/prod' })).toBe(`flux bootstrap git --url=${url} --branch=main --path=clusters/prod`);
});

test('a token in a remote of a known host goes too', () => {
  expect(bootstrapCommand({ remote: 'https://oauth2:s3cret@gitlab.com/acme/fleet.git', branch: 'main', path: 'p' })).toBe('flux bootstrap gitlab --owner=acme --repository=fleet --branch=main --path=p');
});

test('a branch and a folder are words to the shell, whatever their names', () => {
  expect(bootstrapCommand({ remote: 'git@git.example.com:fleet.git', branch: "it's;rm", path: 'my clusters/$(id)' })).toBe("flux bootstrap git --url=git@git.example.com:fleet.git --branch='it'\\''s;rm' --path='my clusters/$(id)'");
});
