// RFC 37/ZMTP 3.1, "Security Considerations": no way around the mechanism, and no harm from those who only half connect.
//
//   a PLAIN or CURVE socket ◄── greeting of NULL, of 2.0, of 1.0: closed at once, nothing delivered
//
// Whether failures are reported is left open; who offers a monitor reports them there. What a mechanism itself demands is in its own chapter (24, 26).

import { section } from '../../harness/book/section.ts'
import { greeting, hex, message, readyAs } from '../../harness/wire/octets.ts'
import { control, ended, meet, roles } from './meeting.ts'

const { conformance } = section(import.meta.url)

const secured = {
  PLAIN: { plain_server: true, zap_domain: 'test' },
  CURVE: { curve_server: true, curve_secretkey: 'JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6' },
} as const

const older: Record<string, readonly Uint8Array[]> = {
  NULL: [greeting(), readyAs('PUSH'), message('smuggled')],
  '2.0': [hex('ff 00 00 00 00 00 00 00 00 7f 01 08 00 00'), message('smuggled')],
  '1.0': [hex('01 00'), hex('09 00'), Buffer.from('smuggled')],
  '1.0-long': [hex('ff 00 00 00 00 00 00 00 01 00'), hex('09 00'), Buffer.from('smuggled')],
}

conformance(
  'downgrade',
  {
    title: 'A socket with a mechanism closes on a peer that greets with NULL, or in ZMTP 2.0 or 1.0',
    clauses: ['37/security-1', '37/compat-10', '37/mechanism-11'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { mechanism: ['PLAIN', 'CURVE'], role: roles, greeting: ['NULL', '2.0', '1.0', '1.0-long'] },
    kills: ['mut/old-header-bypasses-mechanism'],
  },
  async t => {
    const { mechanism } = t.axes
    if (!t.subject.capabilities.mechanisms.includes(mechanism)) t.unsupported(`${t.subject.name} does not offer ${mechanism}`)
    const { socket, next } = await meet(t, 'PULL', t.axes.role, secured[mechanism])
    t.check('its mechanism', (await (await next()).greet({ mechanism })).mechanism, mechanism)
    const peer = await next()
    await peer.send(older[t.axes.greeting]!)
    t.check('the connection', await peer.closed(), ended)
    t.check('its mechanism afterwards', (await (await next()).greet({ mechanism })).mechanism, mechanism)
    const delivered = await socket.recv(t.windows.silence).catch(() => null)
    t.check('messages delivered', delivered, null)
  },
)

conformance(
  'failure-is-reported',
  {
    title: 'Who watches the socket is told that a peer failed the handshake',
    clauses: ['37/security-2'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'], ops: ['monitor'] },
    axes: { role: roles, fault: ['mechanism', 'ready', 'socket-type'] },
    kills: ['mut/failed-handshake-without-event'],
  },
  async t => {
    const { socket, next } = await meet(t, 'PULL', t.axes.role)
    const monitor = await socket.monitor()
    const peer = await next()
    const fault = {
      mechanism: [greeting({ mechanism: 'CURVE' })],
      ready: [greeting(), hex('04 07'), Buffer.from('\x05READYx')],
      'socket-type': [greeting(), readyAs('PUB')],
    }[t.axes.fault]
    await peer.send(fault)
    t.check('the connection', await peer.closed(), ended)
    const { event, code } = await monitor.wait(
      ['handshake_failed_protocol', 'handshake_failed_auth', 'handshake_failed', 'disconnected'],
      t.windows.deadline,
    )
    t.note('event', code === undefined ? event : `${event} ${code}`)
    t.check('event', event.startsWith('handshake_failed') || event === 'disconnected', true)
  },
)

conformance(
  'half-open',
  {
    title: 'Eighty connections that say nothing, or half a greeting, keep nobody else from being served',
    clauses: ['37/security-4', '37/security-5', '37/security-6'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { said: ['nothing', 'half-a-greeting', 'greeting'] },
  },
  async t => {
    const octets = { nothing: 0, 'half-a-greeting': 30, greeting: 64 }[t.axes.said]
    const meeting = await meet(t, 'PULL', 'bind')
    const before = await t.subject.stats().catch(() => null)
    const idle = await Promise.all(Array.from({ length: 80 }, meeting.next))
    await Promise.all(idle.map(peer => peer.send(greeting().subarray(0, octets))))
    const legal = await control(meeting, 'PUSH')
    await legal.send(message('served'))
    t.check('message of a legal peer', await meeting.socket.recv(), ['served'])
    const then = await t.subject.stats().catch(() => null)
    t.note('still connected', idle.filter(peer => peer.open).length)
    if (before?.rss !== undefined && then?.rss !== undefined) t.note('octets a connection', Math.round((then.rss - before.rss) / 80))
  },
)
