/**
 * How steps use what is known when they run. Expressions are JSONata over
 * `trigger` (what started the execution: for an event `type`, `data` and, as `subject`, the row it is about as it is now; for a webhook `body`; for an alert `value`),
 * `steps.<id>` (what that step gave), and in a `foreach` `item` and `index`. A text holds them between `{{` and `}}`.
 */
import { z } from 'zod'

export const Expression = z.string().trim().min(1).max(10_000)
export type Expression = z.infer<typeof Expression>

/** A text with `{{ expression }}` in it, at most `max` characters. */
export const text = (max: number) => z.string().min(1).max(max)

/** Something of the project that a step works on. Null in a template or draft: still to be chosen, and needed before the workflow is active. */
export const Reference = z.uuid().nullable()

/** Fields of a step that are expressions as a whole; in every other text they stand between braces. */
const expressionFields = new Set(['if', 'expression', 'items', 'until', 'rows', 'data', 'snapshot'])
const embedded = /\{\{(.*?)\}\}/gs
const stepNames = /(?<![.\w$])steps\.([A-Za-z_]\w*)/g

/** The ids of steps that an expression names. */
const named = (expression: string): string[] => [...expression.matchAll(stepNames)].map((match) => match[1]!)

function namedInTexts(value: unknown): string[] {
  if (typeof value === 'string') return [...value.matchAll(embedded)].flatMap((match) => named(match[1]!))
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(namedInTexts) : []
}

/** The ids of steps that a step's own fields name. */
export function namedSteps(fields: Record<string, unknown>): string[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    typeof value === 'string' && expressionFields.has(name) ? named(value) : namedInTexts(value),
  )
}
