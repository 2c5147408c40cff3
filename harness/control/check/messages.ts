// Steps about messages: forms of frames, digests, deadlines, states.

import { digestOf, fromFrame, generatedBytes, sameFrame } from '../frames.ts'
import type { FrameJson } from '../protocol.ts'
import { type CheckContext, CheckFailure, type CheckStep, join, needsOption, needsSockets } from './step.ts'

const t = 2000
const overTcp: CheckStep['skip'] = caps => (caps.transports.includes('tcp') ? needsSockets('PUSH', 'PULL')(caps) : 'tcp not declared')

async function pipeline(context: CheckContext): Promise<{ push: string; pull: string }> {
  const [push, pull] = [await context.open('PUSH'), await context.open('PULL')]
  await join(context, push, pull)
  return { push, pull }
}

async function carry(context: CheckContext, frames: readonly FrameJson[], full?: boolean): Promise<readonly FrameJson[]> {
  const { push, pull } = await pipeline(context)
  await context.ask('send', { s: push, frames, t })
  return (await context.ask('recv', { s: pull, t, ...(full === undefined ? {} : { full }) })).frames
}

function equal(actual: readonly FrameJson[], expected: readonly Uint8Array[]): void {
  if (actual.length !== expected.length) throw new CheckFailure(`${expected.length} frames were sent, ${actual.length} came back`)
  for (const [index, frame] of actual.entries()) {
    if (!sameFrame(frame, expected[index]!)) {
      const got = JSON.stringify(frame)
      throw new CheckFailure(
        `frame ${index} should be ${expected[index]!.length} octets ${Buffer.from(expected[index]!.subarray(0, 8)).toString('hex')}…, got ${got.slice(0, 120)}`,
      )
    }
  }
}

/** Between t and t + 250 ms; timers may fire a little early. */
function onTime(ms: number, asked: number): string {
  if (ms < asked - 20) throw new CheckFailure(`with t = ${asked} it answered after ${Math.round(ms)} ms already`)
  if (ms > asked + 250) throw new CheckFailure(`with t = ${asked} it answered after ${Math.round(ms)} ms; ${asked + 250} is the limit`)
  return `${Math.round(ms)} ms for t = ${asked}`
}

export const messageSteps: readonly CheckStep[] = [
  {
    id: 'frame-forms',
    title: 'b64, hex and utf8 of the same bytes are the same frame, and parts stay apart',
    hint: 'Decode the three forms to bytes; send all frames but the last with SNDMORE.',
    skip: overTcp,
    run: async context => {
      const bytes = Buffer.from('snow ☃')
      equal(await carry(context, [{ b64: bytes.toString('base64') }, { hex: bytes.toString('hex') }, { utf8: 'snow ☃' }]), [
        bytes,
        bytes,
        bytes,
      ])
      return undefined
    },
  },
  {
    id: 'frame-empty',
    title: 'Empty frames arrive as empty frames, first, middle and last',
    hint: 'An empty frame is a frame of length 0, not the end of the message.',
    skip: overTcp,
    run: async context => {
      equal(
        await carry(context, [{ utf8: '' }, { utf8: 'a' }, { b64: '' }, { utf8: 'b' }, { hex: '' }]),
        ['', 'a', '', 'b', ''].map(Buffer.from as (text: string) => Buffer),
      )
      return undefined
    },
  },
  {
    id: 'frame-binary',
    title: 'All 256 octets come back unchanged',
    hint: 'Answer bytes as b64 unless they are text for certain; never pass them through a string.',
    skip: overTcp,
    run: async context => {
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, octet) => octet))
      equal(await carry(context, [{ hex: bytes.toString('hex') }]), [bytes])
      return undefined
    },
  },
  {
    id: 'frame-gen',
    title: '{gen: {seed, len}} is the xorshift32 stream, four octets a step, least significant first',
    hint: 'x ^= x << 13; x ^= x >> 17; x ^= x << 5, in 32 unsigned bits; seed 0 stands for 0x9e3779b9; the last step is cut.',
    skip: overTcp,
    run: async context => {
      const wanted = [
        { seed: 1, len: 8 },
        { seed: 7, len: 1023 },
        { seed: 0, len: 16 },
        { seed: 4294967295, len: 5 },
      ]
      equal(
        await carry(
          context,
          wanted.map(gen => ({ gen })),
        ),
        wanted.map(({ seed, len }) => generatedBytes(seed, len)),
      )
      return undefined
    },
  },
  {
    id: 'digest',
    title: 'A received frame over 4096 octets comes back as {len, sha256}; one of 4096 as bytes',
    hint: 'Lower-case hex of SHA-256 over the frame. It keeps megabytes out of JSON.',
    skip: overTcp,
    run: async context => {
      const [small, large] = await carry(context, [{ gen: { seed: 5, len: 4096 } }, { gen: { seed: 6, len: 100_000 } }])
      if (!small || 'sha256' in small) throw new CheckFailure('a frame of 4096 octets came back as a digest')
      if (!large || !('sha256' in large)) throw new CheckFailure('a frame of 100000 octets came back as bytes although full was not asked')
      equal([small], [generatedBytes(5, 4096)])
      const expected = digestOf(generatedBytes(6, 100_000))
      if (large.len !== expected.len || large.sha256 !== expected.sha256)
        throw new CheckFailure(`the digest is ${JSON.stringify(large)}, not ${JSON.stringify(expected)}`)
      return undefined
    },
  },
  {
    id: 'full',
    title: 'recv with full: true answers the bytes themselves, however many',
    hint: 'full asks for bytes where a digest would come.',
    skip: overTcp,
    run: async context => {
      const [frame] = await carry(context, [{ gen: { seed: 8, len: 1_000_000 } }], true)
      if (!frame || 'sha256' in frame) throw new CheckFailure('it answered a digest')
      if (!fromFrame(frame).equals(generatedBytes(8, 1_000_000))) throw new CheckFailure('the bytes differ')
      return undefined
    },
  },
  {
    id: 'recv-deadline',
    title: 'recv with nothing to receive answers EAGAIN between t and t + 250 ms',
    hint: 'Wait with the library (ZMQ_RCVTIMEO or zmq_poll), not in a loop of your own.',
    skip: needsSockets('PULL'),
    run: async context => onTime(await context.refused(['EAGAIN'], 'recv', { s: await context.open('PULL'), t: 300 }), 300),
  },
  {
    id: 'recv-at-once',
    title: 'recv with t = 0 does not wait',
    hint: 'Many libraries take a time-out of 0 as "do not wait"; -1 is for ever and is never asked for.',
    skip: needsSockets('PULL'),
    run: async context => onTime(await context.refused(['EAGAIN'], 'recv', { s: await context.open('PULL'), t: 0 }), 0),
  },
  {
    id: 'send-deadline',
    title: 'send without a peer on PUSH answers EAGAIN between t and t + 250 ms',
    hint: 'Set ZMQ_SNDTIMEO to t before the send, or poll for POLLOUT.',
    skip: needsSockets('PUSH'),
    run: async context =>
      onTime(await context.refused(['EAGAIN'], 'send', { s: await context.open('PUSH'), frames: [{ utf8: 'x' }], t: 200 }), 200),
  },
  {
    id: 'deadline-spared',
    title: 'A message that is there is received long before t is over',
    hint: 'Answer as soon as the library returns.',
    skip: overTcp,
    run: async context => {
      const { push, pull } = await pipeline(context)
      await context.ask('send', { s: push, frames: [{ utf8: 'x' }], t })
      const from = performance.now()
      await context.ask('recv', { s: pull, t: 5000 })
      const ms = performance.now() - from
      if (ms > 1000) throw new CheckFailure(`it took ${Math.round(ms)} ms`)
      return undefined
    },
  },
  {
    id: 'state',
    title: 'recv on REQ before a send is refused with EFSM',
    hint: 'EFSM is libzmq\'s ZMQ_HAUSNUMERO + 51; other libraries say "operation in the wrong state" in their own way: map it.',
    skip: needsSockets('REQ'),
    run: async context => {
      await context.refused(['EFSM'], 'recv', { s: await context.open('REQ'), t: 100 })
      return undefined
    },
  },
  {
    id: 'unroutable',
    title: 'ROUTER with router_mandatory refuses an unknown routing id with EHOSTUNREACH',
    hint: 'Apply options between creating the socket and using it.',
    skip: needsOption('router_mandatory', 'ROUTER'),
    run: async context => {
      const s = await context.open('ROUTER', { router_mandatory: true })
      await context.refused(['EHOSTUNREACH'], 'send', { s, frames: [{ utf8: 'nobody' }, { utf8: 'x' }], t: 100 })
      return undefined
    },
  },
]
