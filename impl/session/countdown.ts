// One time-out on the clock of `now`.
// Rule: a due time-out is confirmed by a second look a millisecond later. When the loop was busy, timers run before the network is
// read, and what the peer sent in time still lies in the kernel: it must not be declared dead for our own delay.

const CONFIRMATION = 1

export class Countdown {
  /** When `expired` must be asked next; Infinity when nothing runs. */
  due = Infinity
  #confirming = false

  arm(now: number, milliseconds: number): void {
    this.due = now + milliseconds
    this.#confirming = false
  }

  clear(): void {
    this.due = Infinity
    this.#confirming = false
  }

  /** True once the time is up and a second call, at least a millisecond after the first late one, has found it so again. */
  expired(now: number): boolean {
    if (now < this.due) return false
    if (this.#confirming) return true
    this.arm(now, CONFIRMATION)
    this.#confirming = true
    return false
  }
}
