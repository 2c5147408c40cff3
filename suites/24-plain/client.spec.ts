// RFC 24/PLAIN, the client: what it says, in which order, and what it takes.

import { section } from '../../harness/book/section.ts'
import { WireMismatch } from '../../harness/wire/contract.ts'
import { command, error, hex, message, property, readyAs } from '../../harness/wire/octets.ts'
import { clientNeeds, credentials, ended, receiveClient } from './arrival.ts'

const { conformance } = section(import.meta.url)

conformance(
  'conversation',
  {
    title: 'The client says HELLO with user and password, then INITIATE with its metadata, then messages in clear',
    clauses: ['24/plain-3', '24/plain-7', '24/plain-10', '24/plain-17'],
    mode: 'wire',
    obliges: 'sender',
    needs: clientNeeds,
    kills: [
      'mut/plain-hello-padded',
      'mut/plain-hello-without-lengths',
      'mut/plain-password-first',
      'mut/plain-initiate-without-metadata',
      'mut/plain-initiate-as-ready',
    ],
  },
  async t => {
    const { socket, peer } = await receiveClient(t)
    const hello = await peer.command('HELLO')
    t.check('HELLO', hello.data, credentials('joe', 'secret'))
    await peer.silent()
    await peer.send(command('WELCOME'))
    const initiate = await peer.command('INITIATE')
    t.check('INITIATE', initiate.data.includes(property('Socket-Type', 'PUSH')), true)
    await peer.send(readyAs('PULL'))
    await socket.send(['in', 'clear'])
    t.check('the message', await peer.message(), ['in', 'clear'])
  },
)

conformance(
  'as-client',
  {
    title: 'A PLAIN client does not announce itself as a server',
    clauses: ['24/plain-1'],
    mode: 'wire',
    obliges: 'sender',
    needs: clientNeeds,
  },
  async t => {
    const { peer } = await receiveClient(t)
    t.check('octet 32', (await peer.greeting()).bytes[32], 0)
  },
)

conformance(
  'long-hello',
  {
    title: 'A user and a password of 255 octets make a HELLO of the long form',
    clauses: ['24/plain-4'],
    mode: 'wire',
    obliges: 'sender',
    needs: clientNeeds,
    kills: ['mut/plain-hello-cut-at-255'],
  },
  async t => {
    const text = '!'.repeat(255)
    const { peer } = await receiveClient(t, { plain_username: text, plain_password: text })
    const hello = await peer.command('HELLO')
    t.check('the long form', hello.long, true)
    t.check('HELLO', hello.data, credentials(text, text))
  },
)

conformance(
  'limit',
  {
    title: 'User names and passwords above 255 octets are refused where they are set',
    clauses: ['24/plain-4'],
    mode: 'api',
    obliges: 'sender',
    needs: clientNeeds,
    axes: { option: ['plain_username', 'plain_password'] },
  },
  async t => {
    const set = (octets: number) =>
      t.subject.open('PUSH', { [t.axes.option]: 'x'.repeat(octets) }).then(
        () => 'taken',
        failure => failure.err as string,
      )
    t.check('255 octets', await set(255), 'taken')
    t.check('256 octets', await set(256), 'EINVAL')
  },
)

const answers = {
  'welcome-with-data': [command('WELCOME', 'x')],
  'ready-first': [readyAs('PULL')],
  'hello-back': [command('HELLO', credentials('joe', 'secret'))],
  'welcome-twice': [command('WELCOME'), command('WELCOME')],
  'ready-cut': [command('WELCOME'), command('READY', hex('0b 536f636b6574'))],
  'message-instead': [message('smuggled')],
  'welcome-as-a-message': [message(command('WELCOME').subarray(2))],
} as const

conformance(
  'order',
  {
    title: 'The client closes on commands out of order and on malformed ones',
    clauses: ['24/plain-5', '24/plain-14', '24/plain-15'],
    mode: 'wire',
    obliges: 'receiver',
    needs: clientNeeds,
    axes: { answer: Object.keys(answers) as (keyof typeof answers)[] },
    kills: [
      'mut/plain-welcome-data-ignored',
      'mut/plain-client-takes-any-order',
      'mut/plain-client-answers-hello',
      'mut/handshake-takes-messages',
    ],
  },
  async t => {
    const { peer } = await receiveClient(t)
    await peer.command('HELLO')
    await peer.send(answers[t.axes.answer])
    if (t.axes.answer === 'welcome-twice' || t.axes.answer === 'ready-cut') await peer.command('INITIATE')
    t.check('the connection', await peer.closed(), ended)
  },
)

conformance(
  'error',
  {
    title: 'ERROR in place of WELCOME or of READY is final: the client closes and does not come back',
    clauses: ['24/plain-12'],
    mode: 'wire',
    obliges: 'receiver',
    needs: clientNeeds,
    axes: { instead: ['welcome', 'ready'] },
    kills: ['mut/error-ignored', 'mut/reconnects-after-error'],
  },
  async t => {
    const door = await t.wire.listen()
    const socket = await t.subject.open('PUSH', { plain_username: 'joe', plain_password: 'secret', reconnect_ivl: 1 })
    await socket.connect(door.endpoint)
    const peer = await door.accept()
    await peer.greet({ mechanism: 'PLAIN', asServer: true })
    await peer.command('HELLO')
    if (t.axes.instead === 'ready') {
      await peer.send(command('WELCOME'))
      await peer.command('INITIATE')
    }
    await peer.send(error('400'))
    t.check('the connection', await peer.closed(), ended)
    const again = await door.accept(t.windows.silence).then(
      () => 'came back',
      (failure: unknown) => {
        if (!(failure instanceof WireMismatch)) throw failure
        return 'stayed away'
      },
    )
    t.check('the client', again, 'stayed away')
  },
)

conformance(
  'coalesced',
  {
    title: 'A message that comes right behind READY, in the same segment or octet by octet, is delivered',
    clauses: ['24/plain-11', '24/plain-9', '24/plain-17'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...clientNeeds, sockets: ['PULL'] },
    axes: { pacing: ['burst', 'drip'] },
    kills: ['mut/drops-octets-behind-command'],
  },
  async t => {
    const door = await t.wire.listen()
    const socket = await t.subject.open('PULL', { plain_username: 'joe', plain_password: 'secret' })
    await socket.connect(door.endpoint)
    const peer = await door.accept()
    await peer.greet({ mechanism: 'PLAIN', asServer: true })
    await peer.command('HELLO')
    await peer.send(command('WELCOME'), t.axes.pacing)
    await peer.command('INITIATE')
    await peer.send([readyAs('PUSH'), message('at', 'once')], t.axes.pacing)
    t.check('the message', await socket.recv(), ['at', 'once'])
  },
)

conformance(
  'nothing-before-ready',
  {
    title: 'What the application sent waits in the client until READY has come',
    clauses: ['24/plain-10', '24/plain-14'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'sender',
    needs: clientNeeds,
    kills: ['mut/plain-sends-before-ready'],
  },
  async t => {
    const { socket, peer } = await receiveClient(t)
    await peer.command('HELLO')
    const sent = socket.send('later')
    await peer.silent()
    await peer.send(command('WELCOME'))
    await peer.command('INITIATE')
    await peer.silent()
    await peer.send(readyAs('PULL'))
    await sent
    t.check('the message', await peer.message(), ['later'])
  },
)
