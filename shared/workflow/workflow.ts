/** The documents of a workflow as a whole. */
import { z } from 'zod'
import { namedSteps } from './expression.ts'
import { innerSteps, Step } from './step.ts'
import { TriggerConfig } from './trigger.ts'

export const MAX_STEPS = 100
export const MAX_DEPTH = 5

/** The steps whose results a step uses itself, not by the steps inside it. */
function usedBy(step: Step): string[] {
  const own = Object.entries(step).filter(([name]) => !['steps', 'cases', 'else', 'on_error'].includes(name))
  const conditions = step.type === 'branch' ? step.cases.map((item) => ({ if: item.if })) : []
  return [Object.fromEntries(own), ...conditions].flatMap(namedSteps)
}

/** What is wrong between steps: too many, one id twice, names of steps that do not come before, a loop in a loop. */
export function stepProblems(list: Step[]): string[] {
  const problems = new Set<string>()
  const seen = new Set<string>()
  const visit = (steps: Step[], depth: number, inLoop: boolean): void => {
    if (depth > MAX_DEPTH && steps.length > 0) problems.add(`Steps are nested more than ${MAX_DEPTH} deep`)
    for (const step of steps) {
      for (const name of usedBy(step)) {
        if (!seen.has(name)) problems.add(`Step "${step.id}" uses "${name}", which is no step before it`)
      }
      if (seen.has(step.id)) problems.add(`Two steps are called "${step.id}"`)
      seen.add(step.id)
      if (step.type === 'foreach' && inLoop) problems.add(`Step "${step.id}" is a foreach inside another`)
      if (step.type === 'delay' && (step.seconds === undefined) === (step.until === undefined)) {
        problems.add(`Step "${step.id}" waits either seconds or until a time`)
      }
      for (const inner of innerSteps(step)) visit(inner, depth + 1, inLoop || step.type === 'foreach')
    }
  }
  visit(list, 1, false)
  if (seen.size > MAX_STEPS) problems.add(`A workflow has at most ${MAX_STEPS} steps`)
  return [...problems]
}

export const Steps = z
  .array(Step)
  .max(MAX_STEPS)
  .superRefine((list, context) => {
    for (const message of stepProblems(list)) context.addIssue({ code: 'custom', message })
  })
export type Steps = z.infer<typeof Steps>

/** `workflows.config`. */
export const WorkflowConfig = z.strictObject({
  /** Executions at a time (1 unless told), and what becomes of one more. */
  concurrency: z
    .strictObject({ limit: z.int().min(1).max(100), when_full: z.enum(['queue', 'skip', 'cancel_oldest']).optional() })
    .optional(),
  /** Seconds an execution may take with all its waiting; at most 90 days. */
  timeout: z.int().min(1).max(7_776_000).optional(),
  /** For steps that do not say it. */
  on_error: z.enum(['fail', 'continue']).optional(),
  /** What becomes of times of its schedule that passed while nothing ran: one run for all of them (unless told), or none. */
  missed_runs: z.enum(['run_once', 'skip']).optional(),
})
export type WorkflowConfig = z.infer<typeof WorkflowConfig>

export const WorkflowDocument = z.strictObject({ trigger_config: TriggerConfig, steps: Steps, config: WorkflowConfig })
export type WorkflowDocument = z.infer<typeof WorkflowDocument>
