/** Models, agents and commands: the documents of llm_models, agents and custom_commands. */
import { z } from 'zod'
import { ModelConfig } from './chat.ts'
import { DatasetQuery } from './query.ts'

/** US dollars per million tokens. */
const Prices = z.strictObject({
  input: z.number().min(0),
  output: z.number().min(0),
  cache_read: z.number().min(0).optional(),
  cache_write_5m: z.number().min(0).optional(),
  cache_write_1h: z.number().min(0).optional(),
})

/** `llm_models.capabilities`. `context_window` and `max_output` in tokens; a prompt of more than `above.prompt_tokens` costs what `above` says. */
export const ModelCapabilities = z.strictObject({
  context_window: z.int().positive(),
  max_output: z.int().positive(),
  input: z.array(z.enum(['text', 'image', 'audio', 'document'])).min(1),
  tools: z.boolean(),
  /** Whether a call may be made to use a certain tool; unknown where it is left out. */
  forced_tool_use: z.boolean().optional(),
  thinking: z.enum(['none', 'adaptive', 'budget']).optional(),
  default_effort: z.enum(['low', 'medium', 'high', 'max']).optional(),
  prices: Prices.extend({ above: Prices.extend({ prompt_tokens: z.int().positive() }).optional() }),
})
export type ModelCapabilities = z.infer<typeof ModelCapabilities>

/** What an agent may do. Each checks the rights of the person in whose chat the agent works. */
export const AgentTool = z.enum([
  'delegate',
  'search_project',
  'search_web',
  'read_page',
  'list_datasets',
  'describe_dataset',
  'query_dataset',
  'read_document',
  'write_document',
  'create_chart',
  'propose_dashboard',
  'create_artifact',
  'run_checks',
])
export type AgentTool = z.infer<typeof AgentTool>

/** `agents.capabilities`. */
export const AgentCapabilities = z.strictObject({
  tools: z.array(AgentTool).max(50),
  /** Tables `write_document` may write. */
  documents: z
    .array(z.enum(['project_requirements', 'technical_architecture', 'ui_design', 'project_context']))
    .max(4)
    .optional(),
  /** Names of the agents `delegate` may hand work to. */
  delegates_to: z.array(z.string().max(100)).max(50).optional(),
})
export type AgentCapabilities = z.infer<typeof AgentCapabilities>

/** `agents.settings`. */
export const AgentSettings = z.strictObject({
  ...ModelConfig.omit({ llm_model_id: true }).shape,
  max_steps: z.int().min(1).max(200).optional(),
})
export type AgentSettings = z.infer<typeof AgentSettings>

/** `custom_commands.handler_config`. In a template `{{1}}`, `{{2}}` … stand for what the pattern's groups matched, `{{input}}` for the whole. */
export const CommandHandler = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('prompt'), template: z.string().min(1).max(20_000), agent_id: z.uuid().optional() }),
  z.strictObject({
    kind: z.literal('workflow'),
    workflow_id: z.uuid(),
    input: z.record(z.string().max(100), z.string().max(2000)).default({}),
  }),
  z.strictObject({ kind: z.literal('query'), dataset_id: z.uuid(), query: DatasetQuery }),
])
export type CommandHandler = z.infer<typeof CommandHandler>
