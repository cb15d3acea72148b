import type { Outcome } from '#test/stress/campaign.ts';

/** What the process of a campaign tells. */
export type FromCampaign =
  { readonly kind: 'report'; readonly line: string } | { readonly kind: 'outcome'; readonly outcome: Outcome };
