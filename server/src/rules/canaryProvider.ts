/** The provider that holds for a Canary, with the place that rules point at. */
import { findProvider, type ProviderFacts, type ProviderNeed } from '../flagger/providers.ts';
import { readCanary, type Canary } from '../manifests/canary.ts';
import { nameSpan, type Manifest } from '../manifests/manifest.ts';
import type { Span } from '../text/textFile.ts';
import { faultSpan } from './faultPlace.ts';
import type { ManifestContext, RelatedPlace, Reporter } from './rule.ts';

/** A Canary with the facts of its provider. */
export interface ProvidedCanary {
  readonly canary: Canary;
  readonly facts: ProviderFacts;
  /** `spec.provider`, or the Canary's name where Flagger's own setting holds. */
  readonly span: Span;
  /** Where Flagger's setting is written, when that holds. */
  readonly related: readonly RelatedPlace[];
}

/** `undefined` for what is no Canary, and where the provider is not known. */
export function providedCanary(manifest: Manifest, { meshProvider }: ManifestContext): ProvidedCanary | undefined {
  const canary = readCanary(manifest);
  const provider = canary?.provider ?? meshProvider;
  const facts = provider === undefined ? undefined : findProvider(provider.value);
  if (canary === undefined || provider === undefined || facts === undefined) return undefined;
  if (canary.provider !== undefined) return { canary, facts, span: faultSpan(provider.node), related: [] };
  return { canary, facts, span: nameSpan(manifest), related: [{ span: faultSpan(provider.node), message: 'Flagger takes this provider for Canaries without one' }] };
}

/** Reports a Canary that lacks what its provider cannot work without. */
export function reportMissingNeed(manifest: Manifest, context: ManifestContext, need: ProviderNeed, what: string, report: Reporter): void {
  const provided = providedCanary(manifest, context);
  if (provided === undefined || !provided.facts.needs.includes(need) || provided.canary.spec?.get(...need.split('.')) !== undefined) return;
  report({ span: provided.span, message: `provider ${provided.facts.id} needs \`spec.${need}\`: ${what}`, related: provided.related });
}
