/** Our words about the fields of notification and image automation objects. */
import type { FieldWords } from './fieldWords.ts';

/** Words about Provider. */
export const providerWords: FieldWords = {
  'spec.type': 'Chat system, Git host or other service that messages go to.',
  'spec.address': 'URL of the service; for Git hosts the repository. URLs with tokens belong into a Secret, under the key `address`.',
  'spec.channel': 'Channel to write to.',
  'spec.username': 'Name to write as.',
  'spec.secretRef': 'Secret with `address`, `token` or `password`, by the type.',
  'spec.timeout': 'Longest time for one message, in minutes and seconds: hours are refused here.',
  'spec.commitStatusExpr': 'CEL expression for the name of a commit status; only with Git hosts.',
  'spec.interval': 'Deprecated and without effect.',
  'spec.proxy': 'Deprecated: use `proxySecretRef`.',
};

/** Words about Alert. */
export const alertWords: FieldWords = {
  'spec.eventSources.apiVersion': 'Group and version of the objects; the kind alone is enough.',
  'spec.providerRef': 'Provider that the messages go through, in the same namespace.',
  'spec.eventSeverity': { text: '`info` sends everything, `error` only failures.', default: 'info' },
  'spec.eventSources': 'Objects whose events are sent. Canaries send none this way: use `analysis.alerts`.',
  'spec.eventSources.kind': 'Kind of the objects.',
  'spec.eventSources.name': 'Name of the object, or `*` for all of the namespace.',
  'spec.eventSources.namespace': { text: 'Namespace of the objects.', default: 'the namespace of the Alert' },
  'spec.eventSources.matchLabels': 'Labels that the objects must have; counts only with the name `*`.',
  'spec.inclusionList': 'Go regular expressions; only messages that match one are sent.',
  'spec.exclusionList': 'Go regular expressions; messages that match one are not sent.',
  'spec.eventMetadata': 'Texts that go along with each message.',
  'spec.summary': 'Deprecated: use `eventMetadata.summary`.',
};

/** Words about Receiver. */
export const receiverWords: FieldWords = {
  'spec.oidcProviders': 'Issuers whose tokens are taken as proof of who calls; for `generic-oidc`, in place of a Secret. Each issuer once.',
  'spec.oidcProviders.issuerURL': 'URL of the issuer, as it stands in the tokens.',
  'spec.oidcProviders.audience': 'Whom the tokens must be made for.',
  'spec.oidcProviders.variables': 'Names for CEL expressions that the conditions below share.',
  'spec.oidcProviders.variables.name': 'Name to use in the conditions.',
  'spec.oidcProviders.variables.expression': 'CEL expression over the claims of the token.',
  'spec.oidcProviders.validations': 'Conditions that must all hold: without a narrow one anybody with a token of the issuer may call.',
  'spec.oidcProviders.validations.expression': 'CEL expression over the claims; true lets the call through.',
  'spec.oidcProviders.validations.message': 'What is said when it is false.',
  'spec.resources.apiVersion': 'Group and version of the objects; the kind alone is enough.',
  'spec.resources.kind': 'Kind of the objects that are reconciled.',
  'spec.resources.namespace': { text: 'Namespace of the objects. Clusters with several tenants may forbid others than the own one.', default: 'the namespace of this object' },
  'spec.resources.filter': 'CEL expression over the object (`res`) and the call (`req`); only objects for which it is true are reconciled.',
  'spec.type': 'Sender of the webhook, which decides how it is checked.',
  'spec.resources': 'Objects to reconcile when a call comes in.',
  'spec.resources.name': 'Name of the object, or `*` for all of the namespace.',
  'spec.secretRef': 'Secret with the key `token`. Needed for all types but `generic-oidc`.',
  'spec.events': 'Names of events that count, as the sender calls them.',
  'spec.interval': { text: 'Time between two looks at the Secret.', default: '10m' },
  'spec.resourceFilter': 'CEL expression over `req` and `res` that picks the objects to reconcile.',
};

/** Words about ImageRepository. */
export const imageRepositoryWords: FieldWords = {
  'spec.timeout': { text: 'Longest time for one scan, in minutes and seconds.', default: 'the value of `interval`' },
  'spec.image': 'Image without scheme and tag, such as `ghcr.io/org/app`.',
  'spec.interval': 'Time between two looks at the registry.',
  'spec.exclusionList': { text: 'Regular expressions for tags to leave out, up to 25.', default: '`^.*\\.sig$`' },
  'spec.provider': { text: 'How to log in: `generic` uses the Secret, the others the identity of the workload.', default: 'generic' },
};

/** Words about ImagePolicy. */
export const imagePolicyWords: FieldWords = {
  'spec.policy.semver': 'By version: the greatest one in a range. Tags that are no versions do not count.',
  'spec.policy.alphabetical': 'By letters; `filterTags` should leave only the part that sorts.',
  'spec.policy.numerical': 'By number; `filterTags` must leave only digits.',
  'spec.imageRepositoryRef': 'ImageRepository whose tags are looked at.',
  'spec.policy': 'How the newest tag is found. Exactly one of `semver`, `alphabetical` and `numerical`.',
  'spec.policy.semver.range': 'Range of versions, such as `1.x` or `>=1.0.0`.',
  'spec.policy.alphabetical.order': { text: '`asc` takes the last one in the alphabet.', default: 'asc' },
  'spec.policy.numerical.order': { text: '`asc` takes the greatest number.', default: 'asc' },
  'spec.filterTags': 'Which tags count at all.',
  'spec.filterTags.pattern': 'Regular expression that a tag must match; its groups can be named: `(?P<ts>…)`.',
  'spec.filterTags.extract': 'What of a tag is compared, such as `$ts`.',
  'spec.digestReflectionPolicy': { text: 'Whether the digest of the tag is looked up: `Always` also follows a tag that moves, and then needs `interval`.', default: 'Never' },
  'spec.interval': 'Time between two looks at the digest; only with `digestReflectionPolicy: Always`.',
};

/** Words about ImageUpdateAutomation. */
export const imageUpdateAutomationWords: FieldWords = {
  'spec.git.checkout.ref.tag': 'Tag to start from; the commits then need `push.branch`.',
  'spec.git.checkout.ref.semver': 'Range of versions of the tag to start from; the commits then need `push.branch`.',
  'spec.git.checkout.ref.commit': 'Commit to start from; the commits then need `push.branch`.',
  'spec.git.checkout.ref.name': 'Full name to start from, such as `refs/heads/main`.',
  'spec.git.commit.signingKey.type': 'Sort of key.',
  'spec.sourceRef': 'GitRepository that is checked out and, unless `git.push` says otherwise, pushed to.',
  'spec.interval': 'Time between two runs.',
  'spec.git.commit.author.email': 'E-mail address of the author. Must be given.',
  'spec.git.commit.messageTemplate': 'Go template of the message. `Updated` went away: use `.Changed`.',
  'spec.git.commit.signingKey': 'Key to sign commits with.',
  'spec.git.checkout.ref': { text: 'What to check out.', default: 'the `ref` of the GitRepository' },
  'spec.git.push.branch': { text: 'Branch to push to; it is made where it does not exist.', default: 'the branch that was checked out' },
  'spec.update.path': { text: 'Folder whose files are looked through for `$imagepolicy` marks.', default: 'the root of the repository' },
  'spec.git': 'Where to read and where to write.',
  'spec.git.checkout': 'What to start from.',
  'spec.git.checkout.ref.branch': 'Branch to start from.',
  'spec.git.commit': 'What the commits look like.',
  'spec.git.commit.author': 'Who the commits are by.',
  'spec.git.commit.author.name': 'Name in the commits.',
  'spec.git.commit.messageTemplateValues': 'Values for `{{ .Values.x }}` in the message.',
  'spec.git.push': 'Where the commits go. Without it: to the branch that was started from.',
  'spec.git.push.refspec': 'What is pushed where, in the words of Git, such as `refs/heads/main:refs/heads/auto`.',
  'spec.git.push.options': 'Push options, for hosts that take them.',
  'spec.policySelector': { text: 'Labels of the ImagePolicies that count.', default: 'all of the namespace' },
  'spec.update': 'How files are changed.',
  'spec.update.strategy': { text: 'Only `Setters` exists.', default: 'Setters' },
};
