/** Chats: the documents of chat_sessions and chat_messages. */
import { z } from 'zod'
import { QueryResult } from './query.ts'

export const MAX_PARTS = 500

/** Markdown; what is searched. */
export const TextPart = z.strictObject({ type: z.literal('text'), text: z.string().max(1_000_000) })
/** A chart of the project, or a spec that is not saved as one. */
export const ChartPart = z
  .strictObject({
    type: z.literal('chart'),
    chart_id: z.uuid().optional(),
    spec: z.record(z.string(), z.unknown()).optional(),
    title: z.string().max(200).optional(),
  })
  .refine(({ chart_id, spec }) => (chart_id === undefined) !== (spec === undefined), 'A chart is named or given')
/** At most the first rows of an answer; the whole of it is asked for again. */
export const TablePart = z.strictObject({
  type: z.literal('table'),
  title: z.string().max(200).optional(),
  dataset_id: z.uuid().optional(),
  columns: QueryResult.shape.columns.max(200),
  rows: QueryResult.shape.rows.max(500),
})
/** A file in the project's folder of a bucket. `size` in bytes. */
export const FilePart = z.strictObject({
  type: z.literal('file'),
  bucket: z.enum(['project-files', 'artifact-files', 'uploads']),
  path: z.string().min(1).max(1024),
  name: z.string().min(1).max(255),
  mime_type: z.string().max(161).optional(),
  size: z.int().min(0).optional(),
})
export const ToolCallPart = z.strictObject({
  type: z.literal('tool_call'),
  id: z.string().min(1).max(200),
  name: z.string().min(1).max(100),
  input: z.record(z.string(), z.unknown()),
})
export const ToolResultPart = z.strictObject({
  type: z.literal('tool_result'),
  tool_call_id: z.string().min(1).max(200),
  output: z.unknown(),
  is_error: z.boolean().default(false),
})
export const ArtifactPart = z.strictObject({ type: z.literal('artifact'), artifact_id: z.uuid(), title: z.string().max(200).optional() })

export const Part = z.discriminatedUnion('type', [TextPart, ChartPart, TablePart, FilePart, ToolCallPart, ToolResultPart, ArtifactPart])
export type Part = z.infer<typeof Part>

/** `chat_messages.content`. */
export const Content = z.array(Part).max(MAX_PARTS)
export type Content = z.infer<typeof Content>

/** What people may write: something, and nothing in the name of a tool. */
export const UserContent = Content.min(1).refine(
  (parts) => parts.every(({ type }) => type !== 'tool_call' && type !== 'tool_result'),
  'People do not call tools',
)
export type UserContent = z.infer<typeof UserContent>

/** `chat_messages.output_routing`: where results are to go besides the chat. */
export const OutputRouting = z.strictObject({
  dashboard_id: z.uuid().optional(),
  folder_id: z.uuid().optional(),
  artifact_type: z.string().max(40).optional(),
})
export type OutputRouting = z.infer<typeof OutputRouting>

/** `chat_messages.created_items`: what an answer made, in order. */
export const CreatedItems = z
  .array(z.strictObject({ type: z.string().max(40), id: z.uuid(), title: z.string().max(300).optional() }))
  .max(200)
export type CreatedItems = z.infer<typeof CreatedItems>

/** `chat_messages.metadata`: tokens, milliseconds, and why the model stopped. */
export const MessageMetadata = z.strictObject({
  input_tokens: z.int().min(0).optional(),
  output_tokens: z.int().min(0).optional(),
  cached_tokens: z.int().min(0).optional(),
  duration_ms: z.number().min(0).optional(),
  first_token_ms: z.number().min(0).optional(),
  stop_reason: z.string().max(40).optional(),
  error: z.string().max(2000).optional(),
})
export type MessageMetadata = z.infer<typeof MessageMetadata>

/** `chat_sessions.model_config`; what is left out is as the agent has it. */
export const ModelConfig = z.strictObject({
  llm_model_id: z.uuid().optional(),
  effort: z.enum(['low', 'medium', 'high', 'max']).optional(),
  max_output_tokens: z.int().min(1).max(1_000_000).optional(),
})
export type ModelConfig = z.infer<typeof ModelConfig>

/** `chat_sessions.context`: what the page showed when the chat began. */
export const ChatContext = z.strictObject({
  dashboard_id: z.uuid().optional(),
  tab_id: z.uuid().optional(),
  dataset_ids: z.array(z.uuid()).max(50).optional(),
  selection: z.record(z.string(), z.unknown()).optional(),
})
export type ChatContext = z.infer<typeof ChatContext>

/** `chat_sessions.settings`. */
export const ChatSettings = z.strictObject({
  agent_id: z.uuid().optional(),
  language: z.string().max(35).optional(),
  pinned: z.boolean().optional(),
})
export type ChatSettings = z.infer<typeof ChatSettings>
