/** Reports URLs of sources that are addresses of pages or files. */
import { readFluxSource } from '../../manifests/fluxSource.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A GitRepository has the address that a browser shows of a folder, or a HelmRepository that of its index. */
export const urlOfPage: ManifestRule = {
  id: 'source/url-of-page',
  scope: 'manifest',
  kinds: ['GitRepository', 'HelmRepository'],
  severity: 'error',
  since: '0.1.0',
  fix: 'always',
  evidence: 'fluxcd/pkg git/gogit/clone.go clones the URL as it is; fluxcd/source-controller internal/helm/repository/chart_repository.go: u.Path = path.Join(u.Path, "index.yaml")',
  summary: 'The URL of a source is the address of a page or a file.',
  explain: rulePage({
    does: 'Reports a GitRepository whose URL goes on with `/tree/…`, `/blob/…` or `/-/…` behind the repository, as a browser shows it, and a HelmRepository whose URL ends in `/index.yaml`.',
    why: 'The source never becomes ready: the server finds no repository at this address.',
    controller: 'source-controller clones the URL as it is, and puts `/index.yaml` behind the URL of a HelmRepository itself.',
    fix: 'Write the address of the repository. A branch belongs under `ref`, a folder into `path` of the Kustomization.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    const url = readFluxSource(manifest)?.url;
    if (url === undefined || holdsVariable(url.value)) return;
    const page = manifest.kind === 'GitRepository' ? /^((?:https?):\/\/[^/]+\/[^/]+\/[^?#]+?)(?:\.git)?\/(?:-\/|(?:tree|blob)\/).*$/ : /^(https?:\/\/.+?)\/index\.yaml\/?$/;
    const repository = page.exec(url.value)?.[1];
    if (repository === undefined) return;
    const what = manifest.kind === 'GitRepository' ? 'the address of a page, not of the repository' : 'the address of the index, which Flux adds itself';
    report({ span: faultSpan(url.node), message: `this is ${what}: write \`${repository}\``, data: { replacement: repository } });
  },
};
