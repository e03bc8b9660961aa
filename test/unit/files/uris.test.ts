import { describe, expect, test } from 'vitest';
import { joinPath, relativePath, securePath } from '../../../server/src/files/paths.ts';
import { normaliseRemoteUrl } from '../../../server/src/files/remoteUrl.ts';
import { normaliseUri, pathOfUri, uriOfPath } from '../../../server/src/files/uris.ts';

describe('URIs', () => {
  test('a Windows drive letter has one spelling', () => {
    const spellings = ['file:///C:/fleet/apps', 'file:///c:/fleet/apps', 'file:///c%3A/fleet/apps', 'file:///c%3A/fleet/apps/'];
    expect(new Set(spellings.map(normaliseUri))).toEqual(new Set(['file:///c%3A/fleet/apps']));
  });

  test('a path below a root is found with drive letters, spaces, percent signs and umlauts', () => {
    const root = normaliseUri('file:///C:/My%20Fleet');
    for (const path of ['apps/a b/ks.yaml', 'apps/100%/ü.yaml', '']) expect(pathOfUri(root, uriOfPath(root, path))).toBe(path);
    expect(pathOfUri(root, 'file:///c%3A/My%20Fleet/apps/x.yaml')).toBe('apps/x.yaml');
  });

  test('a folder whose name only begins alike is elsewhere', () => {
    expect(pathOfUri('file:///w/fleet', 'file:///w/fleet-two/a.yaml')).toBeUndefined();
    expect(pathOfUri('file:///w/fleet', 'vscode-remote://host/w/fleet/a.yaml')).toBeUndefined();
  });
});

describe('paths', () => {
  test('`..` may leave a folder but not the tree', () => {
    expect(joinPath('a/b', '../c/./d')).toBe('a/c/d');
    expect(joinPath('a', '../../x')).toBeUndefined();
  });

  test('the controllers clamp `..` to the root', () => {
    expect(securePath('', './../../apps/')).toBe('apps');
    expect(securePath('', '/apps')).toBe('apps');
  });

  test('from one folder to another', () => {
    expect(relativePath('a/b', 'a/c/d.yaml')).toBe('../c/d.yaml');
    expect(relativePath('a', 'a')).toBe('.');
  });
});

describe('Git URLs', () => {
  test('all ways to write one repository are equal', () => {
    const ways = ['https://github.com/Acme/Fleet', 'https://github.com/acme/fleet.git', 'ssh://git@github.com/acme/fleet', 'ssh://git@github.com:22/acme/fleet.git/', 'git@github.com:acme/fleet.git', 'https://user:token@github.com/acme/fleet'];
    expect(new Set(ways.map(normaliseRemoteUrl))).toEqual(new Set(['github.com/acme/fleet']));
  });

  test('another host, owner or port is another repository', () => {
    const urls = ['https://github.com/acme/fleet', 'https://gitlab.com/acme/fleet', 'https://github.com/other/fleet', 'https://github.com:8443/acme/fleet', 'file:///srv/git/fleet.git'];
    expect(new Set(urls.map(normaliseRemoteUrl)).size).toBe(urls.length);
  });

  test('a folder is a URL too, on Windows and elsewhere', () => {
    expect(normaliseRemoteUrl('C:\\git\\fleet.git')).toBe(normaliseRemoteUrl('file:///C:/git/fleet'));
    expect(normaliseRemoteUrl('/srv/git/fleet')).toBe(normaliseRemoteUrl('file:///srv/git/fleet.git'));
  });
});
