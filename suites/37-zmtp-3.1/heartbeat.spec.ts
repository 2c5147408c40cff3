// RFC 37/ZMTP 3.1, "Connection Heartbeating": how a peer answers PING. When it is thought dead is in heartbeat-silence.spec.ts.
//
//   04 size │ 04 "PING" │ TTL, 2 octets, tenths of a second │ context, 0-16 octets       04 size │ 04 "PONG" │ the same context
//
// Rule: a PONG repeats the context and nothing else, at once, whatever the socket is busy with.

import fc from 'fast-check'
import { satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { command, hex, message, ping, pong } from '../../harness/wire/octets.ts'
import { control, ended, fateOf, meet, roles } from './meeting.ts'
import { partners, receiving } from './traffic.ts'

const { conformance, property } = section(import.meta.url)

conformance(
  'answered',
  {
    title: 'PING is answered by 04 "PONG" and its context of 0 to 16 octets, by every socket type',
    clauses: ['37/heartbeat-2', '37/heartbeat-5', '37/heartbeat-7'],
    mode: 'wire',
    obliges: 'receiver',
    axes: { socket: Object.keys(partners) as (keyof typeof partners)[], role: roles },
    kills: ['mut/pong-drops-context', 'mut/pong-truncates-at-8', 'mut/pong-repeats-ttl'],
  },
  async t => {
    const peer = await control(await meet(t, t.axes.socket, t.axes.role), partners[t.axes.socket])
    for (let length = 0; length <= 16; length++) {
      const context = Buffer.from('0123456789abcdef').subarray(0, length)
      await peer.send(ping(0, context))
      const { flags, body } = await peer.frame()
      t.check(`flags for ${length} octets of context`, flags, 4)
      t.check(`PONG for ${length} octets of context`, body, Buffer.concat([Buffer.from('\x04PONG'), context]))
    }
  },
)

property(
  'any-context',
  {
    title: 'Any context comes back octet by octet',
    clauses: ['37/heartbeat-5', '37/heartbeat-7'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    kills: ['mut/context-ends-at-nul', 'mut/pong-drops-context'],
  },
  {
    arbitrary: fc.array(fc.uint8Array({ maxLength: 16 }), { minLength: 1, maxLength: 10 }),
    runs: 20,
    check: async (t, contexts) => {
      const peer = await control(await meet(t, 'PULL', 'bind'), 'PUSH')
      for (const context of contexts) {
        await peer.send(ping(0, context))
        t.check('context of the PONG', (await peer.command('PONG')).data, context)
      }
    },
  },
)

conformance(
  'context-too-long',
  {
    title: 'A PING with more than 16 octets of context is cut, refused or ignored: no PONG has more than 16',
    clauses: ['37/heartbeat-6'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['PULL'] },
    axes: { length: ['17', '64', '300'] },
    kills: ['mut/pong-context-unlimited'],
  },
  async t => {
    const way = await receiving(t, 'PULL', 'bind')
    const peer = await way.peer()
    const context = Buffer.alloc(Number(t.axes.length), 'x')
    await peer.send([ping(0, context), ping(0, 'legal')])
    const fate = await fateOf(peer)
    t.note('the peer is', fate)
    if (fate === 'served') {
      const { data } = await peer.frame()
      const least = satisfying('the first 16 octets of the context, or nothing', (octets: Buffer) =>
        ['x'.repeat(16), 'legal'].includes(`${octets}`),
      )
      t.check('the first PONG', data, least)
    } else t.check('the peer is', fate, 'closed')
    await (await way.peer()).send(message('served'))
    t.check('a message of another peer', await way.recv(), ['served'])
  },
)

const shortPings = { 'no-ttl': hex(''), 'half-a-ttl': hex('00'), 'half-a-ttl-of-ff': hex('ff') } as const

conformance(
  'too-short',
  {
    title: 'A PING without its whole TTL is refused or ignored: no PONG carries octets that were never sent',
    clauses: ['37/heartbeat-16', '37/heartbeat-2'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { data: Object.keys(shortPings) as (keyof typeof shortPings)[] },
    kills: ['mut/short-ping-read-over-its-end'],
  },
  async t => {
    const way = await receiving(t, 'PULL', 'bind')
    const peer = await way.peer()
    await peer.send([command('PING', shortPings[t.axes.data]), ping(0, 'legal')])
    const fate = await fateOf(peer)
    t.note('the peer is', fate)
    if (fate === 'served') {
      const { data } = await peer.frame()
      t.check(
        'context of the first PONG',
        data,
        satisfying('"legal", or nothing', (octets: Buffer) => ['legal', ''].includes(`${octets}`)),
      )
    } else t.check('the peer is', fate, 'closed')
    await (await way.peer()).send(message('served'))
    t.check('a message of another peer', await way.recv(), ['served'])
  },
)

conformance(
  'burst',
  {
    title: 'PINGs in one segment are answered one by one, in their order',
    clauses: ['37/heartbeat-5'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles },
    kills: ['mut/one-pong-for-many-pings'],
  },
  async t => {
    const peer = await control(await meet(t, 'PULL', t.axes.role), 'PUSH')
    const contexts = Array.from({ length: 100 }, (_, at) => `${at}`)
    await peer.send(contexts.map(context => ping(0, context)))
    for (const context of contexts) t.check('context of the next PONG', (await peer.command('PONG')).data, context)
  },
)

conformance(
  'behind-traffic',
  {
    title: 'PINGs that come while much is being sent are all answered, sooner or later',
    clauses: ['37/heartbeat-5'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PUSH'], ops: ['sendmany'] },
    kills: ['mut/one-pong-for-many-pings'],
  },
  async t => {
    const { socket, next } = await meet(t, 'PUSH', 'bind')
    const peer = await control({ socket, next }, 'PULL')
    // More than the buffers of TCP hold, and nobody reads: the subject cannot send it all.
    peer.pause()
    await socket.sendMany(24, 2 ** 20, t.seed)
    await (await control({ socket, next }, 'PULL')).close()
    const contexts = ['a', 'b', 'c', 'd', 'e']
    for (const context of contexts) await peer.send(ping(0, context))
    await (await control({ socket, next }, 'PULL')).close()
    peer.resume()
    await peer.send(ping(0, 'last'))
    const seen: string[] = []
    while (seen.at(-1) !== 'last') {
      const { name, data } = await peer.frame()
      if (name === 'PONG') seen.push(`${data}`)
    }
    t.check('contexts of the PONGs', seen, [...contexts, 'last'])
  },
)

conformance(
  'instead-of-ready',
  {
    title: 'A PING before READY is not answered and ends the connection',
    clauses: ['37/heartbeat-15'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles },
    kills: ['mut/answers-ping-before-ready'],
  },
  async t => {
    const meeting = await meet(t, 'PULL', t.axes.role)
    await control(meeting, 'PUSH')
    const peer = await meeting.next()
    await peer.greet()
    await peer.send(ping(0, 'early'))
    t.check('the connection', await peer.closed(), ended)
    t.check(
      'PONGs',
      peer.log.filter(line => line.includes('← PONG')),
      [],
    )
    await (await control(meeting, 'PUSH')).send(message('legal'))
    t.check('the first message delivered', await meeting.socket.recv(), ['legal'])
  },
)

conformance(
  'unasked-pong',
  {
    title: 'A PONG that nobody asked for does no harm and is not delivered',
    clauses: ['37/heartbeat-7'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    kills: ['mut/pong-delivered', 'mut/pong-answered'],
  },
  async t => {
    const way = await receiving(t, 'PULL', 'bind')
    const peer = await way.peer()
    await peer.send([pong('who'), pong(), ping(0, 'me'), message('behind')])
    t.check('the first PONG', (await peer.frame()).data, 'me')
    t.check('the first message', await way.recv(), ['behind'])
  },
)

conformance(
  'before-a-reply',
  {
    title: 'A REQ that waits answers PING, and still takes the reply that comes behind it',
    clauses: ['37/heartbeat-1', '37/heartbeat-5'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['REQ'] },
    kills: ['mut/pong-drops-context'],
  },
  async t => {
    const { socket, next } = await meet(t, 'REQ', 'bind')
    const peer = await control({ socket, next }, 'REP')
    for (const turn of ['one', 'two']) {
      await socket.send(turn)
      t.check('request', await peer.message(), ['', turn])
      await peer.send([pong('unasked'), ping(0, turn), message('', `reply ${turn}`)])
      t.check('PONG', (await peer.command('PONG')).data, turn)
      t.check('reply', await socket.recv(), [`reply ${turn}`])
    }
  },
)

conformance(
  'before-a-request',
  {
    title: 'A REP answers PING before, behind and between requests, and replies to each',
    clauses: ['37/heartbeat-1', '37/heartbeat-5'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['REP'] },
    kills: ['mut/pong-drops-context'],
  },
  async t => {
    const { socket, next } = await meet(t, 'REP', 'bind')
    const peer = await control({ socket, next }, 'REQ')
    for (const turn of ['one', 'two']) {
      await peer.send([ping(0, 'before'), message('', turn), ping(0, 'behind')])
      t.check('request', await socket.recv(), [turn])
      t.check('first PONG', (await peer.command('PONG')).data, 'before')
      t.check('second PONG', (await peer.command('PONG')).data, 'behind')
      await socket.send(`reply ${turn}`)
      t.check('reply', await peer.message(), ['', `reply ${turn}`])
    }
  },
)
