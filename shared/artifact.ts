/** What chats make, and the documents of a project. */
import { z } from 'zod'

const object = z.record(z.string(), z.unknown())

export const ArtifactType = z.enum(['dashboard', 'chart', 'report', 'workflow', 'widget', 'document', 'code', 'dataset', 'email'])
export type ArtifactType = z.infer<typeof ArtifactType>

/** `artifacts.data`: what it is, by its type; large things are files. */
export const ArtifactData = z.strictObject({
  /** The document of a chart, dashboard, workflow or widget, as its own table has it. */
  document: object.optional(),
  markdown: z.string().max(2_000_000).optional(),
  html: z.string().max(2_000_000).optional(),
  code: z.strictObject({ language: z.string().max(40), source: z.string().max(2_000_000) }).optional(),
  rows: z.array(object).max(5000).optional(),
  subject: z.string().max(300).optional(),
  error: z.string().max(2000).optional(),
})
export type ArtifactData = z.infer<typeof ArtifactData>

/** `artifacts.metadata` and `artifact_files.metadata`. */
export const ArtifactMetadata = z.strictObject({
  agent: z.string().max(100).optional(),
  prompt: z.string().max(20_000).optional(),
  sources: z.array(z.string().max(2000)).max(200).optional(),
  /** SHA-256 of a file, in hex. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
})
export type ArtifactMetadata = z.infer<typeof ArtifactMetadata>

/** `project_requirements.content`. */
export const RequirementsContent = z.strictObject({
  summary: z.string().max(20_000).optional(),
  requirements: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(40),
        who: z.string().max(200).optional(),
        what: z.string().min(1).max(2000),
        why: z.string().max(2000).optional(),
        check: z.string().max(2000).optional(),
        priority: z.enum(['must', 'should', 'could']),
      }),
    )
    .max(500)
    .default([]),
  assumptions: z.array(z.string().max(2000)).max(200).default([]),
  questions: z.array(z.string().max(2000)).max(200).default([]),
})
export type RequirementsContent = z.infer<typeof RequirementsContent>

/** `technical_architecture.content`, `ui_design.content` and `project_context.content`: sections of Markdown. */
export const SectionsContent = z.strictObject({
  summary: z.string().max(20_000).optional(),
  sections: z
    .array(z.strictObject({ heading: z.string().min(1).max(200), markdown: z.string().max(200_000) }))
    .max(100)
    .default([]),
})
export type SectionsContent = z.infer<typeof SectionsContent>

/** `technical_architecture.apis_used`. */
export const ApisUsed = z
  .array(
    z.strictObject({
      name: z.string().min(1).max(200),
      url: z.url().max(2000).optional(),
      auth: z.string().max(40).optional(),
      limits: z.string().max(2000).optional(),
      connector_id: z.uuid().optional(),
    }),
  )
  .max(100)
export type ApisUsed = z.infer<typeof ApisUsed>

/** `technical_architecture.data_schemas`: a row of each dataset. */
export const DataSchemas = z
  .array(
    z.strictObject({
      name: z.string().min(1).max(200),
      dataset_id: z.uuid().optional(),
      key: z.array(z.string().max(63)).max(20).default([]),
      columns: z
        .array(z.strictObject({ name: z.string().max(63), type: z.string().max(40), meaning: z.string().max(2000).optional() }))
        .max(1000),
    }),
  )
  .max(200)
export type DataSchemas = z.infer<typeof DataSchemas>

/** `technical_architecture.security_requirements`. */
export const SecurityRequirements = z
  .array(z.strictObject({ requirement: z.string().min(1).max(2000), met_by: z.string().max(2000).optional() }))
  .max(200)
export type SecurityRequirements = z.infer<typeof SecurityRequirements>

/** `ui_design.color_palette`: names to CSS colours in hex. */
export const ColorPalette = z.record(z.string().max(40), z.string().regex(/^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$/))
export type ColorPalette = z.infer<typeof ColorPalette>

/** `ui_design.components`; places on the grid of `shared/dashboard.ts`. */
export const DesignComponents = z
  .array(
    z.strictObject({
      name: z.string().min(1).max(200),
      type: z.string().max(40),
      question: z.string().max(500).optional(),
      position: z
        .strictObject({ x: z.int().min(0).max(11), y: z.int().min(0), width: z.int().min(1).max(12), height: z.int().min(1) })
        .optional(),
      options: object.optional(),
    }),
  )
  .max(500)
export type DesignComponents = z.infer<typeof DesignComponents>

/** `project_context.metadata`. */
export const ContextMetadata = z.strictObject({
  agent: z.string().max(100).optional(),
  dataset_ids: z.array(z.uuid()).max(200).optional(),
  sources: z
    .array(z.strictObject({ url: z.string().max(2000), title: z.string().max(300).optional(), date: z.iso.date().optional() }))
    .max(200)
    .optional(),
})
export type ContextMetadata = z.infer<typeof ContextMetadata>
