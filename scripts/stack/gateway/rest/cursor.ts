/** A position in the text of one parameter. */
import { parseError } from './errors.ts'

const mostNested = 50

export class Cursor {
  readonly text: string
  at = 0
  private depth = 0
  private readonly what: string
  constructor(text: string, what: string) {
    this.text = text
    this.what = what
  }
  get done(): boolean {
    return this.at >= this.text.length
  }
  peek(token: string): boolean {
    return this.text.startsWith(token, this.at)
  }
  take(token: string): boolean {
    if (!this.peek(token)) return false
    this.at += token.length
    return true
  }
  expect(token: string): void {
    if (!this.take(token)) this.fail(`expecting "${token}"`)
  }
  match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (!found || found.index !== this.at) return null
    this.at += found[0].length
    return found[0]
  }
  skipSpace(): void {
    this.match(/[ \t\n]*/y)
  }
  /** Reads what is in brackets; an address full of them must not exhaust the stack. */
  nested<T>(read: () => T): T {
    if (++this.depth > mostNested) this.fail(`nested at most ${mostNested} deep`)
    this.expect('(')
    const found = read()
    this.expect(')')
    this.depth--
    return found
  }
  /** A quoted string with `\` escapes, or null when the next character is no quote. */
  quoted(): string | null {
    if (!this.peek('"')) return null
    const found = this.match(/"(?:[^"\\]|\\[\s\S])*"/y)
    if (found === null) this.fail('unterminated quote')
    return found!.slice(1, -1).replace(/\\([\s\S])/g, '$1')
  }
  fail(expected: string): never {
    const near = this.done ? 'unexpected end of input' : `unexpected "${this.text[this.at]}"`
    throw parseError(`"failed to parse ${this.what} (${this.text})" (line 1, column ${this.at + 1})`, `${near} ${expected}`)
  }
}
