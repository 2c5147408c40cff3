// RFC 37/ZMTP 3.1, "Formal Grammar" and "Version Negotiation": the 64 octets that open every connection.
//
//   signature 10 │ version 2 │ mechanism 20 │ as-server 1 │ filler 31
//
// The raw peer dials a bound socket and reads, or says, a greeting.

import { section } from '../../harness/book/section.ts'

const { conformance } = section(import.meta.url)

conformance(
  'signature',
  {
    title: 'The greeting opens with FF, eight octets of padding, 7F',
    clauses: ['37/greeting-2'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'] },
  },
  async t => {
    const pull = await t.subject.open('PULL')
    const peer = await t.wire.dial(await pull.bind('tcp://127.0.0.1:*'))
    const { bytes } = await peer.greet()
    t.check('octet 0', bytes[0], 0xff)
    t.check('octet 9', bytes[9], 0x7f)
  },
)

conformance(
  'version-and-filler',
  {
    title: 'The greeting is 64 octets long, says 3.1 and ends in zeros',
    clauses: ['37/greeting-1', '37/greeting-3', '37/greeting-6'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'] },
  },
  async t => {
    const pull = await t.subject.open('PULL')
    const peer = await t.wire.dial(await pull.bind('tcp://127.0.0.1:*'))
    const { bytes, version } = await peer.greet()
    t.check('length', bytes.length, 64)
    t.check('version', version, [3, 1])
    t.check('filler', bytes.subarray(33), new Uint8Array(31))
  },
)

conformance(
  'any-segmentation',
  {
    title: 'A greeting is understood however TCP cuts it',
    clauses: ['37/greeting-11'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { pacing: ['burst', 'drip', 'cut-1-9', 'cut-10-11', 'cut-12-32-33'] },
  },
  async t => {
    const cuts = t.axes.pacing.split('-').slice(1).map(Number)
    const pacing = t.axes.pacing === 'burst' || t.axes.pacing === 'drip' ? t.axes.pacing : { cuts }
    const pull = await t.subject.open('PULL')
    const peer = await t.wire.dial(await pull.bind('tcp://127.0.0.1:*'))
    const ready = await peer.handshake({ type: 'PUSH', pacing })
    t.check('socket type', ready.socketType, 'PULL')
  },
)

conformance(
  'higher-version',
  {
    title: 'A peer that claims a higher version is served',
    clauses: ['37/version-11', '37/version-12'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { version: ['3.2', '4.0', '255.255'] },
  },
  async t => {
    const [major = 0, minor = 0] = t.axes.version.split('.').map(Number)
    const pull = await t.subject.open('PULL')
    const peer = await t.wire.dial(await pull.bind('tcp://127.0.0.1:*'))
    const { greeting } = await peer.handshake({ type: 'PUSH', version: [major, minor] })
    t.check('own version', greeting.version, [3, 1])
  },
)
