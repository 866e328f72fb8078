/** Vega, loaded once and only when a chart is drawn. Expressions are interpreted, so that the page needs no `unsafe-eval`; nothing is ever loaded. */
import type { LoggerInterface, Runtime, View } from 'vega'
import { formatNumber, formatTime, type Precision } from '#shared/chart/format.ts'
import { NumberFormat } from '#shared/chart/encodings.ts'
import { vegaTheme, type Mode } from '#shared/chart/theme.ts'
import type { Grain } from '#shared/query.ts'

type Vega = typeof import('vega')
interface Engine {
  vega: Vega
  compile: (typeof import('vega-lite'))['compile']
  interpreter: unknown
}

let loading: Promise<Engine> | undefined
/** Vega's functions are global: so is the language they write in. */
let locale = 'en'

export function loadEngine(): Promise<Engine> {
  loading ??= Promise.all([import('vega'), import('vega-lite'), import('vega-interpreter')])
    .then(([vega, lite, { expressionInterpreter }]) => {
      register(vega)
      return { vega, compile: lite.compile, interpreter: expressionInterpreter }
    })
    .catch((error: unknown) => {
      loading = undefined
      throw error
    })
  return loading
}

interface Written extends Record<string, unknown> {
  precision?: Precision
  grain?: Grain
}
function register(vega: Vega): void {
  vega.expressionFunction('orreryNumber', (value: unknown, written?: Written) => {
    const { precision = 'full', ...format } = written ?? {}
    const parsed = NumberFormat.safeParse(format)
    return formatNumber(value, parsed.success ? parsed.data : undefined, precision, locale)
  })
  vega.expressionFunction('orreryTime', (value: unknown, written?: Written) =>
    formatTime(value, written?.grain, written?.precision, locale),
  )
}

const refuse = () => Promise.reject(new Error('Charts load nothing'))
const loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse, options: {} }

export interface DrawOptions {
  mode: Mode
  locale: string
  renderer: 'svg' | 'canvas' | 'none'
  width: number
  height: number
  onproblem?: (message: string) => void
  config?: Record<string, unknown>
}

/** A view without data: insert into `rows`, then `runAsync()`. Throws what Vega-Lite says of a spec it cannot draw. */
export async function makeView(spec: Record<string, unknown>, container: HTMLElement | undefined, options: DrawOptions): Promise<View> {
  const { vega, compile, interpreter } = await loadEngine()
  locale = options.locale
  const problems: string[] = []
  const logger = quiet((message) => {
    problems.push(message)
    options.onproblem?.(message)
  })
  const composed = ['facet', 'repeat', 'concat', 'hconcat', 'vconcat'].some((key) => key in spec)
  const sized = composed
    ? {}
    : { width: options.width, height: options.height, autosize: { type: 'fit', contains: 'padding', resize: true } }
  const full = { ...spec, ...sized, data: { name: 'rows' } }
  const compiled = compile(full as unknown as Parameters<typeof compile>[0], {
    config: { ...vegaTheme(options.mode), aria: false, ...options.config },
    logger,
  })
  const runtime: Runtime = vega.parse(compiled.spec, {}, { ast: true })
  return new vega.View(runtime, {
    expr: interpreter,
    loader: loader as never,
    logger,
    renderer: options.renderer,
    ...(container ? { container, hover: true } : {}),
  } as ConstructorParameters<Vega['View']>[1])
}

export async function replaceRows(view: View, rows: readonly object[]): Promise<void> {
  const { vega } = await loadEngine()
  view.change(
    'rows',
    vega
      .changeset()
      .remove(vega.truthy)
      .insert([...rows]),
  )
  await view.runAsync()
}

function quiet(say: (message: string) => void): LoggerInterface {
  const told = (...words: readonly unknown[]) => {
    const text = words.map((word) => (word instanceof Error ? word.message : String(word))).join(' ')
    say(text)
    return logger
  }
  const nothing = () => logger
  const logger = { level: (() => logger) as never, error: told, warn: nothing, info: nothing, debug: nothing } as unknown as LoggerInterface
  return logger
}
