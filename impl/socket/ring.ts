// A first-in first-out queue in one array whose size is a power of two; it doubles when full and never shrinks below 16.

export class Ring<T> {
  length = 0
  #slots: (T | undefined)[] = []
  #head = 0

  push(item: T): void {
    if (this.length === this.#slots.length) this.#resize(Math.max(16, this.length * 2))
    this.#slots[(this.#head + this.length++) & (this.#slots.length - 1)] = item
  }

  shift(): T | undefined {
    if (this.length === 0) return undefined
    const slots = this.#slots
    const head = this.#head
    const item = slots[head]
    slots[head] = undefined
    this.#head = (head + 1) & (slots.length - 1)
    // A queue that was long once must not hold its memory for ever.
    if (--this.length === 0 && slots.length > 4096) this.clear()
    return item
  }

  clear(): void {
    this.length = 0
    this.#head = 0
    this.#slots = []
  }

  #resize(size: number): void {
    const slots = new Array<T | undefined>(size).fill(undefined)
    for (let at = 0; at < this.length; at++) slots[at] = this.#slots[(this.#head + at) & (this.#slots.length - 1)]
    this.#slots = slots
    this.#head = 0
  }
}
