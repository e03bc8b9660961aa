// What Git says of spec.suspend: from the line that counts, and silence where several clusters say different things.
import { describe, expect, test } from 'vitest';
import { findSuspendInGit } from '../../../server/src/features/suspendInGit.ts';
import { rangeOfSpan } from '../../../server/src/text/textFile.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

const object = { kind: 'Kustomization', namespace: 'flux-system', name: 'apps' };

function ask(files: string, wanted = true, of = object) {
  const { snapshot } = memoryWorkspace(files);
  return findSuspendInGit(snapshot.graph, of, wanted, undefined);
}

/** The file as it is after the edit. */
function edited(found: ReturnType<typeof ask>): string {
  if (found?.edit === undefined) return '';
  const { span, text } = found.edit;
  return span.file.text.slice(0, span.start) + text + span.file.text.slice(span.end);
}

const files = (apps: string) => `${bootstrap('clusters/dev')}//- clusters/dev/apps.yaml\n${apps}//- apps/a.yaml\n${configMap('a', 'shop')}`;

describe('spec.suspend in Git', () => {
  test('is not spoken of: the edit adds it to the spec', () => {
    const found = ask(files(fluxKustomization('apps', './apps')));
    expect(found).toMatchObject({ says: undefined, appliedBy: { kind: 'Kustomization', namespace: 'flux-system', name: 'flux-system' } });
    expect(edited(found)).toContain('spec:\n  suspend: true\n');
  });

  test('is said in the object: the edit changes that word', () => {
    const found = ask(files(fluxKustomization('apps', './apps', '  suspend: false\n')));
    expect(found?.says).toBe(false);
    expect(edited(found)).toContain('  suspend: true\n');
    expect(edited(found)).not.toContain('suspend: false');
  });

  test('comes from a patch of the parent: the edit goes to the patch', () => {
    const found = ask(`${files(fluxKustomization('apps', './apps'))}//- clusters/dev/kustomization.yaml\nresources: [flux-system/gotk-sync.yaml, apps.yaml]\npatches:\n  - path: quiet.yaml\n    target: { kind: Kustomization, name: apps }\n//- clusters/dev/quiet.yaml\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: apps }\nspec:\n  suspend: true\n`, false);
    expect(found?.says).toBe(true);
    expect(found?.span.file.path).toBe('clusters/dev/quiet.yaml');
    expect(found === undefined ? -1 : rangeOfSpan(found.span).start.line).toBe(4);
    expect(edited(found)).toContain('  suspend: false\n');
  });

  test('comes from a variable: the field is shown, and no edit is made, since a variable is a text and others may use it', () => {
    const substitute = bootstrap('clusters/dev').replace('  prune: true\n', '  prune: true\n  postBuild:\n    substitute:\n      SUSPEND: "false"\n');
    expect(substitute).toContain('SUSPEND');
    const found = ask(`${substitute}//- clusters/dev/apps.yaml\n${fluxKustomization('apps', './apps', '  suspend: ${SUSPEND}\n')}//- apps/a.yaml\n${configMap('a', 'shop')}`);
    expect(found).toMatchObject({ says: false, edit: undefined });
    expect(found?.span.file.path).toBe('clusters/dev/apps.yaml');
  });

  test('has no value: no edit is made behind the colon', () => {
    expect(ask(files(fluxKustomization('apps', './apps', '  suspend:\n')))).toMatchObject({ says: undefined, edit: undefined });
  });

  test('of two clusters is not told apart: nothing is said', () => {
    expect(ask(`${files(fluxKustomization('apps', './apps'))}${bootstrap('clusters/prod')}//- clusters/prod/apps.yaml\n${fluxKustomization('apps', './apps', '  suspend: true\n')}`)).toBeUndefined();
  });

  test('of a Kustomization that applies itself is undone by nobody: suspended, it does not run', () => {
    expect(ask(files(fluxKustomization('apps', './apps')), true, { ...object, name: 'flux-system' })).toMatchObject({ says: undefined, appliedBy: undefined });
  });

  test('of an object that is not written here is not known', () => {
    expect(findSuspendInGit(memoryWorkspace(files(fluxKustomization('other', './apps'))).snapshot.graph, object, true, undefined)).toBeUndefined();
  });
});
