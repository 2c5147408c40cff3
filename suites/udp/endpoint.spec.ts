// Endpoints of udp (zmq_udp(7), "Addressing"): what can be bound, what can be connected to, and what is none.

import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { outcome } from '../28-reqrep/guests.ts'

const { conformance } = section(import.meta.url)

const refused = oneOf('EINVAL', 'ENOTSUP')
const none = {
  'no-port': 'udp://127.0.0.1',
  'port-too-great': 'udp://127.0.0.1:65536',
  'interface-of-no-group': 'udp://127.0.0.1;127.0.0.1:5555',
  'group-as-interface': 'udp://239.0.0.2;239.0.0.1:5555',
  'no-such-interface': 'udp://no-such-device;239.0.0.1:5555',
} as const
const forms = Object.keys(none) as (keyof typeof none)[]

conformance(
  'radio',
  {
    title: 'RADIO refuses to connect to a wildcard and to what is no endpoint, at once',
    clauses: ['lib/udp-endpoint'],
    mode: 'api',
    needs: { sockets: ['RADIO'], transports: ['udp'] },
    axes: { form: [...forms, 'any-address', 'any-port'] },
    kills: ['mut/udp-connects-to-wildcards', 'mut/udp-takes-any-interface'],
  },
  async t => {
    const radio = await t.subject.open('RADIO')
    const endpoint = t.axes.form === 'any-address' ? 'udp://*:5555' : t.axes.form === 'any-port' ? 'udp://127.0.0.1:*' : none[t.axes.form]
    t.check('connecting', await outcome(radio.connect(endpoint)), refused)
    t.check('connecting to one that is', await outcome(radio.connect('udp://127.0.0.1:5555')), 'accepted')
  },
)

conformance(
  'dish',
  {
    title: 'DISH refuses to bind what is no endpoint, at once, and takes wildcards',
    clauses: ['lib/udp-endpoint'],
    mode: 'api',
    needs: { sockets: ['DISH'], transports: ['udp'] },
    axes: { form: forms },
    kills: ['mut/udp-takes-any-interface'],
  },
  async t => {
    const dish = await t.subject.open('DISH')
    t.check('binding', await outcome(dish.bind(none[t.axes.form])), refused)
    t.check('binding a wildcard', await outcome(dish.bind('udp://*:*')), 'accepted')
  },
)
