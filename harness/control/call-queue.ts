// Requests on their way: numbered, at most `limit` in flight, each with a timer of its own.
//   push ─► waiting ─► in flight (timer) ─► settle by id
// Rule: every call ends exactly once, by its reply or by `fail`.

export interface CallResult {
  readonly [field: string]: unknown
}

interface Call {
  readonly op: string
  readonly fields: object
  /** Milliseconds after which `overdue` hears of it, counted from the sending. */
  readonly limit: number
}

interface Open extends Call {
  readonly resolve: (reply: CallResult & { readonly took: number }) => void
  readonly reject: (error: Error) => void
  sentAt: number
  timer?: NodeJS.Timeout
}

export interface CallQueue {
  /** Resolves with the reply and `took`, the milliseconds since it was sent. `urgent` goes before all that wait. */
  push(call: Call, urgent?: boolean): Promise<CallResult & { readonly took: number }>
  /** Whether the id of `reply` was open. */
  settle(reply: CallResult): boolean
  /** Rejects the calls that were not sent yet. */
  dropWaiting(error: (op: string) => Error): void
  /** Rejects every call; returns how many. */
  fail(error: Error): number
  /** What is in flight, in words; '' when nothing is. */
  inFlight(): string
  setLimit(calls: number): void
}

export const shorten = (text: string, limit = 200): string =>
  text.length > limit ? `${text.slice(0, limit)}… (${text.length} characters)` : text

const words = (call: Call) => `${call.op} ${shorten(JSON.stringify(call.fields))}`

export function callQueue(transmit: (request: object) => void, overdue: (call: string, limit: number) => void): CallQueue {
  const waiting: Open[] = []
  const open = new Map<number, Open>()
  let lastId = 0
  let parallel = 1

  function pump(): void {
    while (waiting.length > 0 && open.size < parallel) {
      const call = waiting.shift()!
      const id = ++lastId
      open.set(id, call)
      call.sentAt = performance.now()
      call.timer = setTimeout(() => overdue(words(call), call.limit), call.limit)
      transmit({ id, op: call.op, ...call.fields })
    }
  }

  return {
    push: (call, urgent = false) =>
      new Promise((resolve, reject) => {
        const entry: Open = { ...call, resolve, reject, sentAt: 0 }
        if (urgent) waiting.unshift(entry)
        else waiting.push(entry)
        pump()
      }),
    settle: reply => {
      const call = open.get(reply['id'] as number)
      if (!call) return false
      open.delete(reply['id'] as number)
      clearTimeout(call.timer)
      call.resolve({ ...reply, took: performance.now() - call.sentAt })
      pump()
      return true
    },
    dropWaiting: error => {
      for (const call of waiting.splice(0)) call.reject(error(call.op))
    },
    fail: error => {
      const lost = [...open.values(), ...waiting.splice(0)]
      open.clear()
      for (const call of lost) {
        clearTimeout(call.timer)
        call.reject(error)
      }
      return lost.length
    },
    inFlight: () => [...open.values()].map(words).join(', '),
    setLimit: calls => {
      parallel = calls
    },
  }
}
