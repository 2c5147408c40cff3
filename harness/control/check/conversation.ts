// Steps at the edges of a conversation, on a bare channel: nothing here relies on the client that everything else uses.

import type { Channel, OpenChannel } from '../channel.ts'
import { deadlines } from '../client.ts'
import type { Replies } from '../protocol.ts'
import { replyFault } from '../validator.ts'
import { CheckFailure, type CheckStep } from './step.ts'

interface Talk {
  readonly channel: Channel
  /** Sends and resolves with the line that answers the id. @throws CheckFailure */
  ask(request: { readonly id: number; readonly [field: string]: unknown }): Promise<Record<string, unknown>>
  /** Resolves with the manner of its end. @throws CheckFailure when it has not ended in time */
  end(ms: number, what: string): Promise<string>
  readonly hello: Replies['hello']
}

function inTime<Result>(work: Promise<Result>, ms: number, what: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new CheckFailure(what)), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const helloRequest = { id: 7, op: 'hello', protocol: 1, suite: '0', seed: 1, 'x-unknown-field': [1, 2] }

/** Starts the shim, has the talk, and ends it whatever happens. */
async function talk<Result>(open: OpenChannel, have: (talk: Talk) => Promise<Result>): Promise<Result> {
  const waiting = new Map<number, (line: Record<string, unknown>) => void>()
  const broken = Promise.withResolvers<never>()
  const closed = Promise.withResolvers<string>()
  broken.promise.catch(() => {})
  const fail = (what: string) => broken.reject(new CheckFailure(what))
  const sink = {
    message: (value: unknown) => {
      const line = value as Record<string, unknown>
      if (typeof value !== 'object' || value === null) return fail(`it printed ${JSON.stringify(value)}, which is no object`)
      const take = waiting.get(line['id'] as number)
      if (take) take(line)
      else if (!('ev' in line)) fail(`it printed ${JSON.stringify(value)}, whose id answers no request`)
    },
    garbage: (line: string) => fail(`it printed ${JSON.stringify(line.slice(0, 200))}, which is no JSON`),
    closed: (why: string) => closed.resolve(why),
  }
  let channel: Channel
  try {
    channel = await open(sink, AbortSignal.timeout(deadlines.start))
  } catch (error) {
    throw new CheckFailure((error as Error).message)
  }
  const over = closed.promise.then(why => {
    throw new CheckFailure(
      `it ${why} instead of answering${channel.stderr.trim() && `; its standard error: ${channel.stderr.trim().slice(-500)}`}`,
    )
  })
  over.catch(() => {})
  const ask: Talk['ask'] = request => {
    const answer = new Promise<Record<string, unknown>>(resolve => waiting.set(request.id, resolve))
    channel.send(request)
    return inTime(
      Promise.race([answer, broken.promise, over]),
      deadlines.start,
      `no answer to ${request['op']} within ${deadlines.start} ms`,
    )
  }
  const end: Talk['end'] = (ms, what) => inTime(closed.promise, ms, what)
  try {
    const hello = await ask(helloRequest)
    return await have({ channel, ask, end, hello: hello as unknown as Replies['hello'] })
  } finally {
    channel.destroy()
    await channel.gone
  }
}

const branchNames = /^(main|master|head|dev|develop|latest|nightly|snapshot)$/i

/** The first steps; when one of them fails, nothing else can be tried. */
export const openingSteps: readonly CheckStep[] = [
  {
    id: 'start',
    title: 'The shim starts and answers hello within 10 s, on a line of its own',
    hint: 'Read one line, answer one line, and flush after each: most languages buffer standard output when it is a pipe.',
    run: ({ channel }) => {
      const from = performance.now()
      return talk(channel, async () => `${Math.round(performance.now() - from)} ms`)
    },
  },
  {
    id: 'hello',
    title: 'The reply to hello carries protocol, impl and caps as the schema says',
    hint: 'Compare with the example conversation in docs/zshim.md; harness/control/zshim-1.schema.json has every field.',
    run: ({ channel }) =>
      talk(channel, async ({ hello }) => {
        const fault = replyFault('hello', hello)
        if (fault) throw new CheckFailure(fault)
        return `${hello.impl.name} ${hello.impl.version}${hello.impl.binding ? ` through ${hello.impl.binding}` : ''}`
      }),
  },
  {
    id: 'version',
    title: 'impl.version names a release or commit, not a branch',
    hint: 'Reports are compared across versions: ask the library for its version at run time.',
    run: ({ channel }) =>
      talk(channel, async ({ hello }) => {
        if (branchNames.test(hello.impl.version)) throw new CheckFailure(`impl.version is "${hello.impl.version}"`)
        return undefined
      }),
  },
  {
    id: 'unknown-op',
    title: 'An op nobody knows is answered ENOSYS, and the conversation goes on',
    hint: 'End the dispatch with {"ok":false,"err":"ENOSYS"}. This is how later versions of the suite find out what a shim can do.',
    run: ({ channel }) =>
      talk(channel, async ({ ask }) => {
        const reply = await ask({ id: 8, op: 'x-unheard-of' })
        if (reply['ok'] !== false || reply['err'] !== 'ENOSYS') throw new CheckFailure(`it answered ${JSON.stringify(reply)}`)
        const next = await ask({ id: 9, op: 'reset' })
        if (next['ok'] !== true) throw new CheckFailure(`reset after it answered ${JSON.stringify(next)}`)
        return undefined
      }),
  },
  {
    id: 'ids',
    title: 'A reply repeats the id of its request, whatever the number',
    hint: 'Copy id from the request; ids need not start at 1 nor follow each other.',
    run: ({ channel }) =>
      talk(channel, async ({ ask }) => {
        for (const id of [9007199254740991, 0, 12]) await ask({ id, op: 'reset' })
        return undefined
      }),
  },
]

const endTime = 2000

/** The last steps. */
export const closingSteps: readonly CheckStep[] = [
  {
    id: 'bye',
    title: 'bye is answered, and the shim ends within 2 s',
    hint: 'Close every socket without linger, answer, flush, exit. A lingering context must not hold the process.',
    run: ({ channel }) =>
      talk(channel, async ({ ask, end }) => {
        await ask({ id: 8, op: 'bye' })
        return end(endTime, 'it was still there 2 s after bye')
      }),
  },
  {
    id: 'end-of-input',
    title: 'End of input ends the shim within 2 s, open sockets or not',
    hint: 'Leave the read loop when the line is empty (EOF) and exit at once: nobody will read another answer.',
    run: ({ channel: open }) =>
      talk(open, async ({ ask, end, channel, hello }) => {
        await ask({ id: 8, op: 'open', s: 'a', type: hello.caps.sockets[0] })
        channel.end()
        return end(endTime, 'it was still there 2 s after the end of its input')
      }),
  },
]
