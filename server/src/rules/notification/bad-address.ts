/** Reports addresses of providers that notification-controller cannot use. */
import { readString } from '../../yaml/yamlReader.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Types that post to the address over HTTP. */
const webhooks: ReadonlySet<string> = new Set(['alertmanager', 'discord', 'generic', 'generic-hmac', 'googlechat', 'grafana', 'lark', 'matrix', 'msteams', 'opsgenie', 'rocket', 'slack', 'webex']);
/** Types that set commit statuses in the repository at the address. */
const gitServers: ReadonlySet<string> = new Set(['azuredevops', 'bitbucket', 'bitbucketserver', 'gitea', 'github', 'githubdispatch', 'githubpullrequestcomment', 'gitlab', 'gitlabmergerequestcomment']);

/** The address of a Provider has no scheme. */
export const badAddress: ManifestRule = {
  id: 'notification/bad-address',
  scope: 'manifest',
  kinds: ['Provider'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'always',
  evidence: 'fluxcd/notification-controller internal/notifier: url.ParseRequestURI of the hook URL; parseGitAddress: "invalid Git address"',
  summary: 'The address of a Provider has no scheme.',
  explain: rulePage({
    does: 'Reports `spec.address` of a Provider for chats, webhooks and Git servers that does not begin with `https://` or `http://` (for Git servers also `ssh://` or `git@…`). Only a hint for a chat or webhook with a `secretRef`, whose Secret may hold the address that counts.',
    why: 'No alert arrives. The Provider looks ready; only the log of notification-controller tells.',
    controller: 'The address is parsed when the first event comes, and refused without a scheme. An `address` in the Secret takes its place.',
    fix: 'Write the whole URL, or leave the address to the Secret.',
    ignore: 'When the Secret of `secretRef` holds the address.',
  }),
  check({ root }, _context, report) {
    const type = readString(root, 'spec', 'type')?.value ?? '';
    const address = readString(root, 'spec', 'address');
    if (address === undefined || address.value === '' || holdsVariable(address.value) || /^[a-z][a-z0-9+]*:\/\//i.test(address.value)) return;
    const isGit = gitServers.has(type);
    if (!(isGit || webhooks.has(type)) || (isGit && /^(?:\w+@)?[\w.-]+:[^/]/.test(address.value) && !/^[\w.-]+:\d+(?:\/|$)/.test(address.value))) return;
    // The token of a Git server is in its Secret anyway; with a chat, the address mostly is.
    const isMaybeInSecret = !isGit && readString(root, 'spec', 'secretRef', 'name') !== undefined;
    report({ span: faultSpan(address.node), severity: isMaybeInSecret ? 'hint' : 'warning', message: `\`${address.value}\` is no URL: write \`https://${address.value}\``, data: { replacement: `https://${address.value}` } });
  },
};
