// RFC 24/PLAIN: what HELLO, INITIATE and READY carry, to a server of the subject.
// Rule: names and passwords are octets to the server; who may come in is for its ZAP handler to say.

import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { command, hex, message, property } from '../../harness/wire/octets.ts'
import { arrive, credentials, ended, hello, join, nextOr, openServer, serverNeeds } from './arrival.ts'

const { conformance } = section(import.meta.url)

conformance(
  'announcement',
  {
    title: 'INITIATE of any size is read, and READY tells the socket type and the identity: both sides know whom they talk to',
    clauses: ['24/plain-7', '24/plain-8', '24/plain-9'],
    mode: 'wire',
    obliges: 'both',
    needs: { ...serverNeeds, sockets: ['ROUTER'], options: [...serverNeeds.options, 'routing_id'] },
    axes: { identity: ['1', '255'], pacing: ['burst', 'drip'] },
    kills: ['mut/plain-ready-without-metadata'],
  },
  async t => {
    const identity = 'i'.repeat(Number(t.axes.identity))
    await t.subject.zap([{}])
    const socket = await t.subject.open('ROUTER', { plain_server: true, zap_domain: 'book', routing_id: Buffer.from('the server') })
    const peer = await arrive(t, await socket.bind('tcp://127.0.0.1:*'))
    await peer.send(hello())
    await peer.command('WELCOME')
    await peer.send(command('INITIATE', Buffer.concat([property('Socket-Type', 'DEALER'), property('Identity', identity)])), t.axes.pacing)
    const ready = await peer.command('READY')
    t.check('Socket-Type', ready.data.includes(property('Socket-Type', 'ROUTER')), true)
    t.check('Identity', ready.data.includes(property('Identity', 'the server')), true)
    await peer.send(message('question'), t.axes.pacing)
    t.check('the message', await socket.recv(), [identity, 'question'])
    await socket.send([identity, 'answer'])
    t.check('the answer', await peer.message(), ['answer'])
  },
)

conformance(
  'visible-characters',
  {
    title: 'User name and password may hold every visible character',
    clauses: ['24/plain-4'],
    mode: 'wire',
    obliges: 'receiver',
    needs: serverNeeds,
    kills: ['mut/zap-credentials-not-sent'],
  },
  async t => {
    const visible = String.fromCharCode(...Array.from({ length: 0x7e - 0x21 + 1 }, (_, at) => 0x21 + at))
    const { endpoint } = await openServer(t)
    await t.subject.zap([{ credentials: [{ utf8: visible }, { utf8: visible.slice(1) }] }, { status: '400' }])
    const peer = await arrive(t, endpoint)
    await peer.send(hello(visible, visible.slice(1)))
    t.check('the answer', (await peer.command('WELCOME')).name, 'WELCOME')
  },
)

conformance(
  'other-octets',
  {
    title: 'Whether other octets in a user name let somebody in is for the handler to say; the server shows them as they are, or closes',
    clauses: ['24/plain-4'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs: serverNeeds,
    axes: { octets: ['20', '00', '7f', 'ff', 'c3a9'] },
  },
  async t => {
    const { endpoint } = await openServer(t)
    await t.subject.zap([{ status: '200' }])
    const user = Buffer.concat([Buffer.from('joe'), hex(t.axes.octets)])
    const peer = await arrive(t, endpoint)
    await peer.send(hello(user, 'secret'))
    const answer = await nextOr(peer)
    const name = typeof answer === 'string' ? answer : (answer.name ?? 'no command')
    t.note('the answer', name)
    if (name !== 'WELCOME') return t.check('the answer', name, oneOf('ERROR', 'closed'))
    t.observed('octets that are no visible characters are passed on')
    const [question] = await t.subject.asked(1)
    return t.check('the user shown', question!.at(-2), user)
  },
)

conformance(
  'credentials',
  {
    title: 'User names and passwords of 0 to 255 octets reach the ZAP handler as they are',
    clauses: ['24/plain-3', '24/plain-4'],
    mode: 'wire',
    obliges: 'receiver',
    needs: serverNeeds,
    axes: { octets: ['0', '1', '254', '255'] },
    kills: ['mut/zap-credentials-not-sent'],
  },
  async t => {
    const { endpoint } = await openServer(t)
    await t.subject.zap([{ status: '200' }])
    const user = 'u'.repeat(Number(t.axes.octets))
    const password = '~'.repeat(Number(t.axes.octets))
    const peer = await arrive(t, endpoint)
    await peer.send(hello(user, password))
    await peer.command('WELCOME')
    const [question] = await t.subject.asked(1)
    t.check('credentials', question!.slice(-2), [user, password])
  },
)

const lies = {
  'no-user': '',
  'user-past-the-end': '09 6a6f65',
  'no-password': '03 6a6f65',
  'password-one-short': '03 6a6f65 07 736563726574',
  'password-one-long': '03 6a6f65 05 736563726574',
  'padded-name': '20 20 20 03 6a6f65 06 736563726574',
} as const

conformance(
  'malformed-hello',
  {
    title: 'A HELLO whose lengths lie is refused, and nobody is asked about it',
    clauses: ['24/plain-13', '24/plain-16'],
    mode: 'wire',
    obliges: 'receiver',
    needs: serverNeeds,
    axes: { lie: ['no-user', 'user-past-the-end', 'no-password', 'password-one-short', 'password-one-long', 'padded-name'] },
    kills: ['mut/plain-hello-overrun', 'mut/plain-hello-trailing-octets', 'mut/plain-hello-name-not-read'],
  },
  async t => {
    const { endpoint } = await openServer(t)
    const peer = await arrive(t, endpoint)
    await peer.send(command('HELLO', hex(lies[t.axes.lie])))
    t.check('the connection', await peer.closed(), ended)
    await join(t, endpoint)
    t.check('questions', (await t.subject.asked(1)).length, 1)
  },
)

conformance(
  'truncated-hello',
  {
    title: 'A HELLO cut anywhere is refused',
    clauses: ['24/plain-16'],
    mode: 'wire',
    obliges: 'receiver',
    needs: serverNeeds,
    kills: ['mut/plain-hello-overrun'],
  },
  async t => {
    const { endpoint } = await openServer(t)
    // Whoever passed for a HELLO would be let in.
    await t.subject.zap([{ status: '200' }])
    const data = credentials('joe', 'secret')
    for (let end = 0; end < data.length; end++) {
      const peer = await arrive(t, endpoint)
      await peer.send(command('HELLO', data.subarray(0, end)))
      t.check(`answer to one cut to ${end}`, await nextOr(peer), 'closed')
      t.check(`connection of one cut to ${end}`, await peer.closed(), ended)
    }
    await join(t, endpoint)
    t.check('questions', (await t.subject.asked(1)).length, 1)
  },
)
