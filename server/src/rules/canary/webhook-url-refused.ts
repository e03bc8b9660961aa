/** Reports a webhook whose URL Flagger cannot call. */
import { readCanary } from '../../manifests/canary.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error where the URL has no scheme, or one other than http and https. */
export const webhookUrlRefused: ManifestRule = {
  id: 'canary/webhook-url-refused',
  scope: 'manifest',
  kinds: ['Canary'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/flagger pkg/controller/webhook.go callWebhook: url.Parse, then an HTTP POST; "unsupported protocol scheme"',
  summary: 'The `url` of a webhook is no HTTP address.',
  explain: rulePage({
    does: 'Reports webhooks whose `url` does not start with `http://` or `https://`.',
    why: 'Every call fails, and each failed call counts as a failed check: the release is rolled back although nothing is wrong with it. A gate never opens.',
    controller: 'Flagger posts to the URL with Go’s HTTP client, which refuses addresses without a scheme.',
    fix: 'Write the scheme: `http://flagger-loadtester.test/`.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    for (const { url } of readCanary(manifest)?.webhooks ?? []) {
      if (url === undefined || holdsVariable(url.value) || /^https?:\/\/[^/\s]/i.test(url.value)) continue;
      const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url.value)?.[1];
      const bare = scheme === undefined && /^[\w-]+(\.[\w-]+)*(:\d+)?(\/|$)/.test(url.value);
      const fault = scheme === undefined ? 'has no scheme' : `has the scheme \`${scheme}\``;
      report({ span: faultSpan(url.node), message: `\`${url.value}\` ${fault}: Flagger calls http and https only, so every call fails${bare ? `; write \`http://${url.value}\`` : ''}`, data: { replacement: bare ? `http://${url.value}` : undefined } });
    }
  },
};
