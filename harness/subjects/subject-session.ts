// A subject on a client of the control protocol: started when needed, reset between cases, started again after a break.
//   stopped ─ready─► running ─break─► broken ─ready | reset─► running ─stop─► stopped
// Rule: one way for every kind of address; what differs is the channel it was given.

import type { OpenChannel } from '../control/channel.ts'
import { type Client, connectClient } from '../control/client.ts'
import { fromFrame, toFrame } from '../control/frames.ts'
import type { OptionValue } from '../control/protocol.ts'
import { history, showValue } from './history.ts'
import { type Subject, SubjectBroken } from './subject.ts'
import { type MonitorFeed, monitorFeed } from './subject-monitor.ts'
import { optionOf, subjectSocket } from './subject-socket.ts'

export interface SessionOptions {
  /** Sent to the shim, for whatever it draws at random. Default 1. */
  readonly seed?: number
  /** Multiplies the tolerances around deadlines on slow machines. Default 1. */
  readonly timeScale?: number
  /** The name to print, when it shall not be the implementation's (two instances of one). */
  readonly label?: string
  /** Runs before each start, in its own time. @throws SubjectBroken */
  readonly prepare?: () => Promise<void>
}

/** A, B … Z, A2, B2 … */
const letter = (index: number) => String.fromCharCode(65 + (index % 26)) + (index < 26 ? '' : String(Math.floor(index / 26) + 1))

export function subjectSession(address: string, open: OpenChannel, options: SessionOptions = {}): Subject {
  const record = history(() => subject.name)
  const monitors = new Map<string, MonitorFeed>()
  let client: Client | null = null
  let starting: Promise<Client> | null = null
  let hello: Client['hello'] | null = null
  let stderr = ''
  let opened = 0

  function start(): Promise<Client> {
    const connect = () =>
      connectClient(open, {
        label: options.label ?? address,
        seed: options.seed ?? 1,
        ...(options.timeScale === undefined ? {} : { timeScale: options.timeScale }),
        onEvent: line => monitors.get(line.s)?.push(line),
        onLate: (op, over) => record.note(`${op} answered ${over} ms after its deadline`),
      })
    starting ??= (options.prepare?.().then(connect) ?? connect()).then(
      fresh => {
        starting = null
        client = fresh
        hello = fresh.hello
        return fresh
      },
      error => {
        starting = null
        throw error
      },
    )
    return starting
  }

  async function running(): Promise<Client> {
    if (client && !client.broken) return client
    await retire()
    return start()
  }

  async function retire(): Promise<void> {
    const old = client
    client = null
    if (!old) return
    await old.stop()
    stderr = old.stderr
  }

  function forget(why: string): void {
    for (const feed of monitors.values())
      feed.end(new SubjectBroken('crash', `${subject.name}: ${why} while a monitor event was waited for`))
    monitors.clear()
    record.clear()
    opened = 0
  }

  const known = () => {
    if (!hello) throw new SubjectBroken('start', `${address}: not started yet; ready() comes first`)
    return hello
  }

  function z85(bytes: Uint8Array): Promise<string>
  function z85(text: string): Promise<Buffer>
  async function z85(value: Uint8Array | string): Promise<string | Buffer> {
    const current = await running()
    const decode = typeof value === 'string'
    const request = decode ? { decode: value } : { encode: toFrame(value) }
    const text = `z85 ${decode ? 'decode' : 'encode'} ${showValue(value)}`
    const reply = await record.record(
      text,
      () => current.call('z85', request),
      ({ data, text }) => showValue(data ? fromFrame(data) : text),
    )
    const answer = decode ? reply.data && fromFrame(reply.data) : reply.text
    if (answer === undefined)
      throw new SubjectBroken('protocol', `${subject.name}: the reply to ${text} has no ${decode ? 'data' : 'text'}`)
    return answer
  }

  const subject: Subject = {
    get name() {
      return options.label ?? (/^(exec|tcp):/.test(address) ? (hello?.impl.name ?? address) : address)
    },
    address,
    get implementation() {
      return known().impl
    },
    get capabilities() {
      return known().caps
    },
    ready: async () => void (await running()),
    open: async (type, socketOptions = {}) => {
      const current = await running()
      const name = letter(opened++)
      const settings = Object.entries(socketOptions)
      const values: Record<string, OptionValue> = Object.fromEntries(settings.map(([option, value]) => [option, optionOf(value)]))
      const text = [`${name} open ${type}`, ...settings.map(([option, value]) => `${option}=${showValue(value)}`)].join(' ')
      await record.record(text, () => current.call('open', { s: name, type, options: values }))
      const monitor = () => {
        const feed = monitors.get(name) ?? monitorFeed(name)
        monitors.set(name, feed)
        return feed
      }
      return subjectSocket({ name, type, subject, client: current, history: record, monitor })
    },
    reset: async () => {
      forget('reset')
      if (client && !client.broken) {
        await client.call('reset', {})
        return
      }
      const untold = client?.broken && !client.told ? client.broken : null
      // A fresh subject has nothing to reset.
      await running()
      if (untold)
        throw new SubjectBroken(
          untold.kind,
          `${untold.message}
(noticed at the reset after it)`,
        )
    },
    history: record.entries,
    get stderr() {
      return client?.stderr ?? stderr
    },
    stats: async () => {
      const current = await running()
      return current.hello.caps.ops.includes('stats') ? current.call('stats', {}) : null
    },
    z85,
    stop: async () => {
      if (starting) await starting.catch(() => {})
      await retire()
      forget('stopped')
    },
  }
  return subject
}
