// RFC 27/ZAP, "Message Format", the request: where a question comes from. The domain is the server's, the address its peer's.
//
//   … id   domain   address   identity …        "book"   "127.0.0.1", "::1"

import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { SubjectError } from '../../harness/subjects/subject.ts'
import { fieldsOf, guards, mechanisms, needs, serve, visit } from './arrival.ts'

const { conformance } = section(import.meta.url)

conformance(
  'domain',
  {
    title: 'The domain arrives as it was set, whatever its length',
    clauses: ['27/request-5', '27/request-18'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { mechanism: mechanisms, octets: ['1', '7', '255'] },
    kills: ['mut/zap-domain-shortened', 'mut/zap-domain-not-sent'],
  },
  async t => {
    const domain = 'domain of servers'.padEnd(255, '.').slice(0, Number(t.axes.octets))
    const meeting = await serve(t, t.axes.mechanism, { options: { zap_domain: domain } })
    await visit(meeting, t.axes.mechanism)
    t.check('domain', fieldsOf((await t.subject.asked(1))[0]!).domain, domain)
  },
)

conformance(
  'domain-limit',
  {
    title: 'A domain of more than 255 octets is refused where it is set',
    clauses: ['27/request-18'],
    mode: 'api',
    obliges: 'sender',
    needs: { sockets: ['PULL'], options: ['zap_domain'] },
    kills: ['mut/zap-domain-without-limit'],
  },
  async t => {
    const set = (octets: number) =>
      t.subject.open('PULL', { zap_domain: 'd'.repeat(octets) }).then(
        () => 'taken',
        (failure: unknown) => {
          if (!(failure instanceof SubjectError)) throw failure
          return failure.err
        },
      )
    t.check('255 octets', await set(255), 'taken')
    t.check('256 octets', await set(256), 'EINVAL')
  },
)

const places = {
  ipv4: { listen: 'tcp://127.0.0.1:*', options: {}, dial: (endpoint: string) => endpoint, shown: '127.0.0.1' },
  ipv6: { listen: 'tcp://[::1]:*', options: { ipv6: true }, dial: (endpoint: string) => endpoint, shown: '::1' },
  'ipv4-at-both': {
    listen: 'tcp://[::]:*',
    options: { ipv6: true },
    dial: (endpoint: string) => endpoint.replace(/\/\/.*:/, '//127.0.0.1:'),
    shown: oneOf('127.0.0.1', '::ffff:127.0.0.1'),
  },
} as const

conformance(
  'address',
  {
    title: "The address is the peer's, as dotted IPv4 or canonical IPv6, without a port",
    clauses: ['27/request-6'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, features: ['ipv6'], options: [...needs.options, 'ipv6'] },
    axes: { mechanism: mechanisms, peer: ['ipv4', 'ipv6', 'ipv4-at-both'] },
    kills: ['mut/zap-address-with-port', 'mut/zap-address-in-brackets', 'mut/zap-address-not-sent'],
  },
  async t => {
    const { mechanism } = t.axes
    const place = places[t.axes.peer]
    await t.subject.zap([{}])
    const server = await t.subject.open('PULL', { ...guards[mechanism], ...place.options })
    const endpoint = place.dial(await server.bind(place.listen))
    await visit({ next: () => t.wire.dial(endpoint) }, mechanism)
    t.check('address', fieldsOf((await t.subject.asked(1))[0]!).address, place.shown)
  },
)

conformance(
  'over-ipc',
  {
    title: 'Over ipc there is no IP address: the request is whole, and the frame for it is empty',
    clauses: ['27/request-6'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, transports: ['ipc'] },
    axes: { mechanism: mechanisms },
    kills: ['mut/zap-address-of-ipc'],
  },
  async t => {
    const { mechanism } = t.axes
    await t.subject.zap([{}])
    const server = await t.subject.open('PULL', guards[mechanism])
    const endpoint = await server.bind('ipc://*')
    await visit({ next: () => t.wire.dial(endpoint) }, mechanism)
    const shown = fieldsOf((await t.subject.asked(1))[0]!)
    t.check('mechanism', shown.mechanism, mechanism)
    t.check('address', shown.address, '')
  },
)
