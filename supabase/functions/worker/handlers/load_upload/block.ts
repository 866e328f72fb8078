/** A growing buffer of bytes ready for COPY. */
export class Block {
  #bytes = new Uint8Array(64 * 1024)
  #length = 0

  get length(): number {
    return this.#length
  }

  put(source: Uint8Array): void {
    this.#reserve(source.length)
    this.#bytes.set(source, this.#length)
    this.#length += source.length
  }

  putByte(byte: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = byte
  }

  /** Decimal digits of a whole number that is not negative. */
  putNumber(value: number): void {
    let size = 1
    for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) size++
    this.#reserve(size)
    let rest = value
    for (let at = this.#length + size - 1; at >= this.#length; at--) {
      this.#bytes[at] = 48 + (rest % 10)
      rest = Math.floor(rest / 10)
    }
    this.#length += size
  }

  /** What was put since the last time, as bytes of their own. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length)
    this.#length = 0
    return taken
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }
}
