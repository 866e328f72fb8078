/** Marketing: the documents of campaigns, content, leads, scoring rules, segments, e-mails and analytics. */
import { z } from 'zod'
import { Filter, Scalar } from './query.ts'

/** `campaigns.config`. */
export const CampaignConfig = z.strictObject({
  goal: z.string().max(2000).optional(),
  /** In `currency`, ISO 4217. */
  budget: z.number().min(0).optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  segment_ids: z.array(z.uuid()).max(100).optional(),
  /** Added to links as `utm_…`. */
  utm: z.record(z.enum(['source', 'medium', 'campaign', 'term', 'content']), z.string().max(200)).optional(),
})
export type CampaignConfig = z.infer<typeof CampaignConfig>

/** `content.metadata`. */
export const ContentMetadata = z.strictObject({
  language: z.string().max(35).optional(),
  summary: z.string().max(2000).optional(),
  image_url: z.url().max(2000).optional(),
  keywords: z.array(z.string().max(100)).max(50).optional(),
  /** Why publishing failed. */
  error: z.string().max(2000).optional(),
})
export type ContentMetadata = z.infer<typeof ContentMetadata>

/** `leads.custom_fields`: what a project wants to know besides; one level. */
export const CustomFields = z.record(z.string().min(1).max(100), z.union([Scalar, z.array(Scalar).max(100)]))
export type CustomFields = z.infer<typeof CustomFields>

const leadFields = ['email', 'first_name', 'last_name', 'company', 'phone', 'status', 'source', 'tags', 'unsubscribed_at'] as const
const LeadField = z.union([z.enum(leadFields), z.templateLiteral(['custom_fields.', z.string().min(1).max(100)])])

/**
 * `lead_scoring_rules.condition`: evaluated by `private.meets_condition`. Operators mean what they mean in query documents; `contains` on a list asks for
 * one of its elements, and `<` … `>=` compare numbers with numbers and texts with texts.
 */
export const LeadCondition = z.union([
  z.strictObject({ field: LeadField, op: z.enum(['is_null', 'is_not_null']) }),
  z.strictObject({
    field: LeadField,
    op: z.enum(['=', '!=', '<', '<=', '>', '>=']),
    value: z.union([z.string(), z.number(), z.boolean()]),
  }),
  z.strictObject({ field: LeadField, op: z.enum(['contains', 'starts_with']), value: z.string() }),
  z.strictObject({ field: LeadField, op: z.enum(['in', 'not_in']), value: z.array(Scalar).max(200) }),
])
export type LeadCondition = z.infer<typeof LeadCondition>

/**
 * `segments.definition`: over the columns of leads (`tags` as one text, elements parted by `, `) and `custom_fields.<key>`, a number where it is compared
 * with one and text otherwise.
 */
export const SegmentDefinition = Filter
export type SegmentDefinition = Filter

/** `email_campaigns.recipient_list`. */
export const RecipientList = z.union([
  z.strictObject({ segment_id: z.uuid() }),
  z.strictObject({ lead_ids: z.array(z.uuid()).max(10_000) }),
])
export type RecipientList = z.infer<typeof RecipientList>

/** `email_campaigns.variants`: what is tried against each other; shares add up to at most 1, the rest gets the campaign's own subject and content. */
export const EmailVariants = z
  .array(
    z.strictObject({
      key: z.string().min(1).max(40),
      subject: z.string().min(1).max(300).optional(),
      content: z.string().max(500_000).optional(),
      share: z.number().gt(0).max(1),
    }),
  )
  .max(10)
  .refine((variants) => new Set(variants.map(({ key }) => key)).size === variants.length, 'Two variants have one key')
  .refine((variants) => variants.reduce((sum, { share }) => sum + share, 0) <= 1.000001, 'The shares add up to more than 1')
export type EmailVariants = z.infer<typeof EmailVariants>

const count = z.int().min(0).default(0)

/** `email_campaigns.metrics`: messages by status, and messages of which people did this at least once; `machine_events` counts events. */
export const EmailMetrics = z.strictObject({
  queued: count,
  sending: count,
  sent: count,
  bounced: count,
  complained: count,
  failed: count,
  suppressed: count,
  delivered: count,
  opened: count,
  clicked: count,
  unsubscribed: count,
  machine_events: count,
})
export type EmailMetrics = z.infer<typeof EmailMetrics>

/** `analytics_events.properties`. */
export const EventProperties = z.record(z.string().min(1).max(100), z.union([Scalar, z.array(Scalar).max(100)]))
export type EventProperties = z.infer<typeof EventProperties>
