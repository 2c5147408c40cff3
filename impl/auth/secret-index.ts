// Values found by what must not be learnt from how long finding takes: passwords and keys.
// Rule: nothing is compared but digests under a key of this process, and those in constant time.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const key = randomBytes(32)

const digest = (value: string | Uint8Array): Buffer => createHmac('sha256', key).update(value).digest()

/** Whether two secrets are the same. */
export const sameSecret = (one: string | Uint8Array, other: string | Uint8Array): boolean => timingSafeEqual(digest(one), digest(other))

/** A map by secrets. */
export class SecretIndex<Value> {
  readonly #values = new Map<string, Value>()

  set(secret: string | Uint8Array, value: Value): void {
    this.#values.set(digest(secret).toString('latin1'), value)
  }

  get(secret: string | Uint8Array): Value | undefined {
    return this.#values.get(digest(secret).toString('latin1'))
  }
}
