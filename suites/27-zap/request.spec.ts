// RFC 27/ZAP, "Message Format", the request: what a server shows its handler, frame by frame, as a ROUTER sees it.
//
//   ""   "1.0"   id   domain   address   identity   mechanism   credential …        NULL none, PLAIN two, CURVE one

import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { SubjectError } from '../../harness/subjects/subject.ts'
import { command, property, readyAs } from '../../harness/wire/octets.ts'
import { hello } from '../24-plain/arrival.ts'
import { optionsOf, roles, rules } from '../37-zmtp-3.1/meeting.ts'
import { clientKey, securities } from '../pairings/secured.ts'
import { enter, fieldsOf, knock, mechanisms, needs, questions, serve, visit } from './arrival.ts'

const { conformance } = section(import.meta.url)

/** An identity that a server may show: what is known of the peer by then, or nothing. */
const identityOf = (name: string) => oneOf('', name)

conformance(
  'frames',
  {
    title:
      'A request is an empty frame, the version 1.0, an id, domain, address, identity, mechanism, and as many credentials as the mechanism has',
    clauses: [
      ...(['27/request-1', '27/request-2', '27/request-3', '27/request-4', '27/request-5', '27/request-6', '27/request-7'] as const),
      ...(['27/request-8', '27/request-9', '27/request-10', '27/request-11', '27/request-12', '27/request-13', '27/request-14'] as const),
      '27/request-15',
    ],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { mechanism: mechanisms, role: roles },
    kills: [
      'mut/zap-request-without-delimiter',
      'mut/zap-request-of-another-version',
      'mut/zap-request-without-id',
      'mut/zap-domain-not-sent',
      'mut/zap-address-with-port',
      'mut/zap-address-not-sent',
      'mut/zap-mechanism-not-sent',
      'mut/zap-mechanism-in-lower-case',
      'mut/zap-credentials-not-sent',
      'mut/zap-null-with-credential',
      'mut/zap-password-first',
      'mut/zap-user-and-password-in-one',
    ],
  },
  async t => {
    const { mechanism, role } = t.axes
    const meeting = await serve(t, mechanism, { role })
    await visit(meeting, mechanism, { user: 'joe', password: 'secret' })
    const [question] = await t.subject.asked(1)
    t.require('at least seven frames', question!.length >= 7, true)
    const shown = fieldsOf(question!)
    t.check('delimiter', shown.delimiter, '')
    t.check('version', shown.version, '1.0')
    t.note('request id', shown.id)
    t.check('domain', shown.domain, 'book')
    t.check('address', shown.address, '127.0.0.1')
    t.check('identity', shown.identity, '')
    t.check('mechanism', shown.mechanism, mechanism)
    t.check('credentials', shown.credentials, mechanism === 'PLAIN' ? ['joe', 'secret'] : [])
  },
)

conformance(
  'any-credentials',
  {
    title: 'User name and password arrive octet for octet, each in a frame of its own, also when they are empty or long',
    clauses: ['27/request-11', '27/request-15', '27/request-18'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { user: ['0', '1', '255'], password: ['0', '1', '255'] },
    kills: ['mut/zap-empty-password-left-out', 'mut/zap-credentials-not-sent'],
  },
  async t => {
    const [user, password] = ['u'.repeat(Number(t.axes.user)), 'p'.repeat(Number(t.axes.password))]
    const meeting = await serve(t, 'PLAIN')
    await visit(meeting, 'PLAIN', { user, password })
    const [question] = await t.subject.asked(1)
    t.check('credentials', fieldsOf(question!).credentials, [user, password])
  },
)

conformance(
  'curve',
  {
    title:
      "Under CURVE the request names CURVE and has one credential, the 32 octets of the client's public key, and of its identity what is known",
    clauses: ['27/request-16', '27/request-17', '27/request-7', '27/request-8', '27/request-11'],
    mode: 'pair',
    obliges: 'sender',
    needs: {
      sockets: ['ROUTER', 'DEALER'],
      options: ['curve_server', 'curve_serverkey', 'zap_domain', 'routing_id'],
      ops: ['zap', 'asked'],
    },
    axes: { identity: ['none', '1', '255'] },
    kills: ['mut/zap-curve-key-as-text', 'mut/zap-curve-without-key', 'mut/zap-mechanism-in-lower-case', 'mut/zap-identity-with-length'],
  },
  async t => {
    await t.subject.zap([{ mechanism: 'CURVE' }])
    const server = await t.subject.open('ROUTER', { ...securities.CURVE.server, zap_domain: 'book' })
    const identity = t.axes.identity === 'none' ? '' : 'i'.repeat(Number(t.axes.identity))
    const client = await t.peer.open('DEALER', {
      ...securities.CURVE.client,
      ...(identity === '' ? {} : { routing_id: Buffer.from(identity) }),
    })
    await client.connect(await server.bind('tcp://127.0.0.1:*'))
    await client.send('in')
    t.check('message', (await server.recv()).slice(1), ['in'])
    const shown = fieldsOf((await t.subject.asked(1))[0]!)
    t.check('mechanism', shown.mechanism, 'CURVE')
    t.check('credentials', shown.credentials, [clientKey])
    t.check('identity', shown.identity, identityOf(identity))
    t.check('domain', shown.domain, 'book')
  },
)

conformance(
  'identity',
  {
    title: 'The identity is that of the peer, as far as it is known by then, and nothing else; never more than 255 octets',
    clauses: ['27/request-7', '27/request-8'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, sockets: ['ROUTER'], options: [...needs.options, 'routing_id'] },
    axes: { mechanism: mechanisms, peer: ['none', 'named', '255'] },
    kills: ['mut/zap-own-identity'],
  },
  async t => {
    const { mechanism } = t.axes
    const name = { none: '', named: 'the peer', 255: 'p'.repeat(255) }[t.axes.peer]
    const meeting = await serve(t, mechanism, { type: 'ROUTER', options: { routing_id: Buffer.from('the server') } })
    const peer = await meeting.next()
    await peer.greet({ mechanism })
    const named: Record<string, string> = name === '' ? {} : { Identity: name }
    await peer.send(mechanism === 'NULL' ? readyAs('DEALER', named) : hello())
    if (mechanism === 'PLAIN') {
      await peer.command('WELCOME')
      const properties = Object.entries({ 'Socket-Type': 'DEALER', ...named }).map(([key, value]) => property(key, value))
      await peer.send(command('INITIATE', Buffer.concat(properties)))
    }
    await peer.command('READY')
    const shown = fieldsOf((await t.subject.asked(1))[0]!)
    t.check('identity', shown.identity, identityOf(name))
  },
)

conformance(
  'one-question-each',
  {
    title: 'Each connection is a dialog of its own: one request for each, answered in whatever order',
    clauses: ['27/request-1', '27/request-4'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { mechanism: mechanisms },
    kills: ['mut/zap-asks-twice'],
  },
  async t => {
    const { mechanism } = t.axes
    const meeting = await serve(t, mechanism, { rules: [{ hold: true }] })
    const peers = [await knock(meeting, mechanism), await knock(meeting, mechanism), await knock(meeting, mechanism)]
    t.check('questions', (await t.subject.asked(3)).length, 3)
    await t.subject.zap([{}])
    for (const peer of peers.reverse()) await enter(peer, mechanism)
    t.check('questions afterwards', (await t.subject.asked(3)).length, 3)
  },
)

conformance(
  'domain-never-empty',
  {
    title: 'A server without a domain asks nothing under an empty one: it cannot be set up, or names a domain of its own',
    clauses: ['27/request-5'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { rule: rules },
    kills: ['mut/zap-domain-may-be-empty'],
  },
  async t => {
    await t.subject.zap([{}])
    const socket = await t.subject.open('PULL', { plain_server: true, ...optionsOf(t, t.axes.rule) })
    const endpoint = await socket.bind('tcp://127.0.0.1:*').catch((error: unknown) => {
      if (error instanceof SubjectError) return error
      throw error
    })
    if (endpoint instanceof SubjectError) t.check('bind without a domain', endpoint.err, 'EINVAL')
    else {
      await knock({ next: () => t.wire.dial(endpoint) }, 'PLAIN', { user: 'joe', password: 'secret' })
      for (const question of await questions(t, 1, t.windows.reaction))
        t.check('octets of the domain, at least one', fieldsOf(question).domain!.length > 0, true)
    }
    const legal = await serve(t, 'PLAIN', { options: optionsOf(t, t.axes.rule) })
    await visit(legal, 'PLAIN')
  },
)
