/** `workflows.steps`: what a workflow does, in order. */
import { z } from 'zod'
import { actions } from './actions.ts'
import { Expression } from './expression.ts'

export const StepId = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'A step has an id of lower-case letters, digits and _')

/** A try after the first waits `delay` seconds; with `exponential`, twice as long each time. */
export const Retry = z.strictObject({
  max_attempts: z.int().min(1).max(10),
  delay: z.int().min(1).max(3600).optional(),
  backoff: z.enum(['fixed', 'exponential']).optional(),
})
export type Retry = z.infer<typeof Retry>

const steps = z.lazy((): z.ZodType<Step[]> => z.array(Step))

const common = {
  id: StepId,
  name: z.string().max(200).optional(),
  /** The step is skipped unless this is true. */
  if: Expression.optional(),
  /** Seconds one try may take, or a wait last; at most 30 days. */
  timeout: z.int().min(1).max(2_592_000).optional(),
  retry: Retry.optional(),
  /** What follows the last try that failed: the execution fails, goes on, or runs other steps first and goes on. */
  on_error: z.union([z.enum(['fail', 'continue']), z.strictObject({ branch: steps })]).optional(),
}
interface Common {
  id: string
  name?: string | undefined
  if?: string | undefined
  timeout?: number | undefined
  retry?: Retry | undefined
  on_error?: 'fail' | 'continue' | { branch: Step[] } | undefined
}

type Actions = typeof actions
type Action = { [Type in keyof Actions]: { type: Type } & z.infer<z.ZodObject<Actions[Type]>> }[keyof Actions]

/** The first case whose `if` is true runs, or else `else`. */
const branch = {
  cases: z
    .array(z.strictObject({ if: Expression, steps }))
    .min(1)
    .max(20),
  else: steps.optional(),
}
interface Branch {
  type: 'branch'
  cases: { if: string; steps: Step[] }[]
  else?: Step[] | undefined
}

/** Runs its steps for each of `items`, an array, up to `concurrency` at a time (1 unless told). Not inside another. */
const foreach = {
  items: Expression,
  steps,
  concurrency: z.int().min(1).max(10).optional(),
  max_items: z.int().min(1).max(10_000).optional(),
}
interface Foreach {
  type: 'foreach'
  items: string
  steps: Step[]
  concurrency?: number | undefined
  max_items?: number | undefined
}

export type Step = Common & (Action | Branch | Foreach)
export type StepType = Step['type']

const shapes = { ...actions, branch, foreach }
export const stepTypes = Object.keys(shapes) as [StepType, ...StepType[]]

const kinds = Object.entries(shapes).map(([type, shape]) => z.strictObject({ ...common, type: z.literal(type), ...shape }))
export const Step = z.discriminatedUnion('type', kinds as never) as unknown as z.ZodType<Step>

/** The lists of steps inside a step. */
export function innerSteps(step: Step): Step[][] {
  const inner =
    step.type === 'branch' ? [...step.cases.map((item) => item.steps), step.else ?? []] : step.type === 'foreach' ? [step.steps] : []
  return typeof step.on_error === 'object' ? [...inner, step.on_error.branch] : inner
}
