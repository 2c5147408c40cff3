// Steps about sockets: opening, endpoints, and one exchange for each declared type over each declared transport.

import { fromFrame } from '../frames.ts'
import type { Capabilities, FrameJson, Replies } from '../protocol.ts'
import { factsOf, mayUse } from '../socket-facts.ts'
import { type CheckContext, CheckFailure, type CheckStep, join, needsSockets, same } from './step.ts'

const t = 2000
/** One try of a subscriber that may have come too late. */
const tryT = 50

export const socketSteps: readonly CheckStep[] = [
  {
    id: 'open-each',
    title: 'Every declared socket type opens',
    hint: 'Declare in caps.sockets only what this build of the library has.',
    run: async context => {
      for (const type of context.caps.sockets) await context.open(type)
      return `${context.caps.sockets.length} types`
    },
  },
  {
    id: 'open-unknown',
    title: 'A socket type nobody knows is refused with ENOTSUP or EINVAL',
    hint: 'Look the type up in a table and answer ENOTSUP when it is not there.',
    run: async context => {
      await context.refused(['ENOTSUP', 'EINVAL'], 'open', { s: 'a', type: 'TELEPATH' })
      return undefined
    },
  },
  {
    id: 'open-twice',
    title: 'A name that is in use is refused with EINVAL',
    hint: 'Keep sockets in a map by name; overwriting one leaks it beyond reset.',
    run: async context => {
      const type = context.caps.sockets[0]!
      await context.ask('open', { s: 'a', type })
      await context.refused(['EINVAL'], 'open', { s: 'a', type })
      return undefined
    },
  },
  {
    id: 'no-such-socket',
    title: 'An op on a name that is not open is refused with ECLOSED',
    hint: 'Never opened, closed and reset are the same to the shim: ECLOSED.',
    run: async context => {
      await context.refused(['ECLOSED'], 'recv', { s: 'nobody', t: 0 })
      return undefined
    },
  },
  {
    id: 'bind-wildcard',
    title: 'bind to tcp://127.0.0.1:* answers the endpoint with the port that was chosen',
    hint: 'Read ZMQ_LAST_ENDPOINT after the bind and answer it as ep.',
    skip: caps => (caps.transports.includes('tcp') ? null : 'tcp not declared'),
    run: async context => {
      const s = await context.open(context.caps.sockets[0]!)
      const { ep } = await context.ask('bind', { s, ep: 'tcp://127.0.0.1:*' })
      if (!/^tcp:\/\/127\.0\.0\.1:\d+$/.test(ep)) throw new CheckFailure(`ep is ${JSON.stringify(ep)}`)
      return ep
    },
  },
  {
    id: 'bind-in-use',
    title: 'A second bind to the same address is refused with EADDRINUSE',
    hint: 'Map the native code; Python has errno.EADDRINUSE, C has EADDRINUSE.',
    skip: caps => (caps.transports.includes('tcp') ? null : 'tcp not declared'),
    run: async context => {
      const type = context.caps.sockets[0]!
      const { ep } = await context.ask('bind', { s: await context.open(type), ep: 'tcp://127.0.0.1:*' })
      await context.refused(['EADDRINUSE'], 'bind', { s: await context.open(type), ep })
      return undefined
    },
  },
  {
    id: 'bind-nonsense',
    title: 'An endpoint that is none is refused with EINVAL or ENOTSUP',
    hint: 'Let the library refuse it and map its code; EPROTONOSUPPORT is ENOTSUP.',
    run: async context => {
      const s = await context.open(context.caps.sockets[0]!)
      await context.refused(['EINVAL', 'ENOTSUP'], 'bind', { s, ep: 'nonsense' })
      return undefined
    },
  },
  {
    id: 'wrong-way',
    title: 'recv on PUSH and send on PULL are refused with ENOTSUP',
    hint: 'Refuse by socket type where the library would wait or throw something of its own.',
    skip: needsSockets('PUSH', 'PULL'),
    run: async context => {
      await context.refused(['ENOTSUP'], 'recv', { s: await context.open('PUSH'), t: 100 })
      await context.refused(['ENOTSUP'], 'send', { s: await context.open('PULL'), frames: [{ utf8: 'x' }], t: 100 })
      return undefined
    },
  },
]

/** Whichever form it came in. */
const text = (frame: FrameJson | undefined): string => (frame === undefined ? 'no frame' : fromFrame(frame).toString())

async function passes(context: CheckContext, from: string, to: string): Promise<void> {
  await context.ask('send', { s: from, frames: [{ utf8: 'zmqspec' }], t })
  const { frames } = await context.ask('recv', { s: to, t, full: true })
  same('the last frame', text(frames.at(-1)), 'zmqspec')
}

/** The next message, if one comes soon. */
const received = (context: CheckContext, to: string): Promise<Replies['recv'] | undefined> =>
  context.ask('recv', { s: to, t: tryT, full: true }).catch(error => {
    if ((error as { err?: string }).err !== 'EAGAIN') throw error
    return undefined
  })

/** A subscription needs its time to arrive, and nothing tells when: publish until one comes through. */
async function publishes(context: CheckContext, from: string, to: string): Promise<void> {
  await context.ask('sub', { s: to, prefix: { utf8: 'zmq' } })
  for (let left = t / tryT; left > 0; left--) {
    await context.ask('send', { s: from, frames: [{ utf8: 'zmqspec' }], t })
    const got = await received(context, to)
    if (got) return same('the frame', text(got.frames.at(-1)), 'zmqspec')
  }
  throw new CheckFailure(`nothing came through within ${t} ms of publishing`)
}

/** As `publishes`: a membership needs its time too. */
async function broadcasts(context: CheckContext, from: string, to: string): Promise<void> {
  const group = { utf8: 'zmqspec' }
  await context.ask('join', { s: to, group })
  for (let left = t / tryT; left > 0; left--) {
    await context.ask('send', { s: from, frames: [{ utf8: 'zmqspec' }], t, group })
    const got = await received(context, to)
    if (!got) continue
    same('the frame', text(got.frames.at(-1)), 'zmqspec')
    return same('the group', text(got.group), 'zmqspec')
  }
  throw new CheckFailure(`nothing came through within ${t} ms of sending to a group`)
}

async function answers(context: CheckContext, server: string, client: string): Promise<void> {
  await passes(context, client, server)
  await context.ask('send', { s: client, frames: [{ utf8: 'who am I' }], t })
  const { routing } = await context.ask('recv', { s: server, t })
  if (routing === undefined) throw new CheckFailure('recv shows no routing id')
  await context.ask('send', { s: server, frames: [{ utf8: 'answer' }], t, routing })
  same('the answer', text((await context.ask('recv', { s: client, t, full: true })).frames.at(-1)), 'answer')
}

/** PEERs speak first to whom they connected to by `connect_peer`. */
async function meetsPeer(context: CheckContext, own: string, other: string, transport: string): Promise<void> {
  const { ep } = await context.ask('bind', { s: own, ep: context.endpoint(transport)! })
  const { routing } = await context.ask('connect_peer', { s: other, ep })
  await context.ask('send', { s: other, frames: [{ utf8: 'zmqspec' }], t, routing })
  same('the frame', text((await context.ask('recv', { s: own, t, full: true })).frames.at(-1)), 'zmqspec')
}

const speaksFirst = new Set(['PUSH', 'PAIR', 'DEALER', 'REQ', 'CLIENT', 'SCATTER', 'CHANNEL'])
const publishers = new Set(['PUB', 'XPUB'])
const subscribers = new Set(['SUB', 'XSUB'])

function exchange(type: string, partner: string, transport: string): CheckStep {
  return {
    id: `${transport}/${type}-${partner}`,
    title: `${type} binds, ${partner} connects over ${transport}, and a message passes`,
    hint: 'The shim opens, binds, connects, sends and receives here by itself; try the same five calls in a script of your own.',
    run: async context => {
      const [own, other] = [await context.open(type), await context.open(partner)]
      if (type === 'PEER') {
        await meetsPeer(context, own, other, transport)
        return undefined
      }
      await join(context, own, other, transport)
      if (publishers.has(type)) await publishes(context, own, other)
      else if (subscribers.has(type)) await publishes(context, other, own)
      else if (type === 'SERVER') await answers(context, own, other)
      else if (type === 'CLIENT') await answers(context, other, own)
      else if (type === 'RADIO') await broadcasts(context, own, other)
      else if (type === 'DISH') await broadcasts(context, other, own)
      else await (speaksFirst.has(type) ? passes(context, own, other) : passes(context, other, own))
      return undefined
    },
  }
}

/** Over udp nobody connects to a DGRAM: two of them bind, and one is told where the other is. */
const betweenDatagrams: CheckStep = {
  id: 'udp/DGRAM-DGRAM',
  title: 'Two DGRAMs bind over udp, and a body passes from one to the address of the other',
  hint: 'A message of DGRAM has two frames, the address as text and the body.',
  run: async context => {
    const [one, other] = [await context.open('DGRAM'), await context.open('DGRAM')]
    const place = await context.udpEndpoint()
    await context.ask('bind', { s: other, ep: place })
    await context.ask('bind', { s: one, ep: await context.udpEndpoint() })
    for (let left = t / tryT; left > 0; left--) {
      await context.ask('send', { s: one, frames: [{ utf8: place.slice('udp://'.length) }, { utf8: 'zmqspec' }], t })
      const got = await received(context, other)
      if (got) return void same('the body', text(got.frames.at(-1)), 'zmqspec')
    }
    throw new CheckFailure(`no datagram came through within ${t} ms`)
  },
}

const overUdp: CheckStep = {
  id: 'udp/RADIO-DISH',
  title: 'DISH binds, RADIO connects over udp, and a message passes',
  hint: 'As over tcp; bind answers the endpoint as it was given where the library does not show it whole.',
  run: async context => {
    const [radio, dish] = [await context.open('RADIO'), await context.open('DISH')]
    const { ep } = await context.ask('bind', { s: dish, ep: await context.udpEndpoint() })
    await context.ask('connect', { s: radio, ep })
    await broadcasts(context, radio, dish)
    return undefined
  },
}

/** The steps over udp, of the types that are declared. */
function udpSteps({ sockets, ops }: Capabilities): readonly CheckStep[] {
  const grouped = ['RADIO', 'DISH'].every(type => sockets.includes(type)) && ops.includes('join')
  return [...(grouped ? [overUdp] : []), ...(sockets.includes('DGRAM') ? [betweenDatagrams] : [])]
}

/** One step for each declared type and transport that this check knows and has a partner for. STREAM talks with no type, but with raw TCP. */
export function exchangeSteps(caps: Capabilities): readonly CheckStep[] {
  const types = caps.sockets.filter(type => factsOf(type)?.partners.length !== 0)
  return caps.transports.flatMap(transport => {
    if (transport === 'udp') return udpSteps(caps)
    const here = types.filter(type => mayUse(type, transport, 'bind'))
    return here.map(type => {
      const partner = factsOf(type)?.partners.find(name => caps.sockets.includes(name))
      const step = exchange(type, partner ?? '?', transport)
      if (!['tcp', 'ipc', 'inproc'].includes(transport)) return { ...step, skip: () => `${transport} is not tried by this check` }
      if (type === 'PEER' && !caps.ops.includes('connect_peer')) return { ...step, skip: () => 'connect_peer not declared' }
      if (factsOf(type)?.attached === 'group' && !caps.ops.includes('join')) return { ...step, skip: () => 'join not declared' }
      return partner === undefined ? { ...step, skip: () => `no declared type talks with ${type}` } : step
    })
  })
}
