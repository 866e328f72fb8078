/** A worker program in a process of its own: the bench asks one question at a time, it answers. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** In the child: answers each question by its name, and ends with its parent. */
export function answer(answers: Record<string, () => Promise<unknown>>): void {
  process.on('message', (question: string) => {
    void answers[question]!().then((value) => process.send!({ value }))
  })
  process.on('disconnect', () => process.exit())
}

export class Child {
  readonly #process: ChildProcess
  #settle: PromiseWithResolvers<unknown> | undefined

  constructor(program: URL, args: string[]) {
    this.#process = fork(program, args, { serialization: 'advanced' })
    this.#process.on('message', ({ value }: { value: unknown }) => this.#settle?.resolve(value))
    this.#process.on('exit', (code) => this.#settle?.reject(new Error(`${program.pathname} ended with ${code}`)))
  }

  ask<T>(question: string): Promise<T> {
    this.#settle = Promise.withResolvers()
    this.#process.send(question)
    return this.#settle.promise as Promise<T>
  }

  async end(): Promise<void> {
    this.#settle = undefined
    const ended = once(this.#process, 'exit')
    this.#process.disconnect()
    await ended
  }
}
