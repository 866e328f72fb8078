/** What the numbers of broadcasts tell: whether one has come before, and whether something was missed. */

export interface Verdict {
  dispatch: boolean
  reread: boolean
}

export class Sequence {
  /** The number up to which everything was heard, or read again; null while that is not known. */
  last: number | null = null

  /** A broadcast has come; `seq` is null when it has no number. */
  take(seq: number | null): Verdict {
    if (seq === null) return { dispatch: true, reread: true }
    if (this.last !== null && seq <= this.last) return { dispatch: false, reread: false }
    const missed = this.last !== null && seq > this.last + 1
    this.last = seq
    return { dispatch: true, reread: missed }
  }

  /**
   * The topic is at `latest` (null: nobody could say). `asked` is what `last` was at the time of the question: what has come since may be ahead
   * of the answer. Returns whether to read again.
   */
  compare(latest: number | null, asked: number | null): boolean {
    if (latest === null) return true
    if (this.last !== null && asked !== null && asked <= latest && latest <= this.last) return false
    this.last = latest
    return true
  }
}
