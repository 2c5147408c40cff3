// Options that the system keeps for a connection (zmq_setsockopt(3), zmq_tcp(7)): looked at where it keeps them.
// Rule: the default is looked at first, and is another value; so what is found was set. Level MUST for who declares the option.

import type { CaseContext } from '../../harness/book/case-context.ts'
import { satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { backlogOf, type KernelOption, kernelOption, portOf } from '../../harness/kernel/tcp-socket.ts'
import type { MutantId } from '../../harness/mutants/mutant-table.ts'
import { guest } from '../28-reqrep/guests.ts'
import { type Role, roles } from '../37-zmtp-3.1/meeting.ts'

const { conformance } = section(import.meta.url)

interface Kept {
  readonly set: number
  readonly kernel: KernelOption
  readonly kept: number
  /** What must be set beside it. */
  readonly beside?: Readonly<Record<string, number>>
  readonly mutants: readonly MutantId[]
}

const timesMutants = ['mut/keepalive-interval-for-count', 'mut/keepalive-times-only-with-idle'] as const
const keepalive = { tcp_keepalive: 1 }
const options = {
  // Linux doubles the size of buffers, for its own needs.
  sndbuf: { set: 20_000, kernel: 'SO_SNDBUF', kept: 40_000, mutants: ['mut/buffers-exchanged'] },
  rcvbuf: { set: 30_000, kernel: 'SO_RCVBUF', kept: 60_000, mutants: ['mut/buffers-exchanged'] },
  tcp_keepalive: { set: 1, kernel: 'SO_KEEPALIVE', kept: 1, mutants: ['mut/keepalive-stays-off'] },
  tcp_keepalive_idle: { set: 71, kernel: 'TCP_KEEPIDLE', kept: 71, beside: keepalive, mutants: ['mut/keepalive-at-the-systems-times'] },
  tcp_keepalive_intvl: { set: 17, kernel: 'TCP_KEEPINTVL', kept: 17, beside: keepalive, mutants: timesMutants },
  tcp_keepalive_cnt: { set: 5, kernel: 'TCP_KEEPCNT', kept: 5, beside: keepalive, mutants: timesMutants },
  tcp_maxrt: { set: 7000, kernel: 'TCP_USER_TIMEOUT', kept: 7000, mutants: ['mut/maxrt-in-seconds'] },
  tos: { set: 0x28, kernel: 'IP_TOS', kept: 0x28, mutants: ['mut/type-of-service-is-ignored'] },
  priority: { set: 5, kernel: 'SO_PRIORITY', kept: 5, mutants: ['mut/priority-is-ignored'] },
  busy_poll: { set: 50, kernel: 'SO_BUSY_POLL', kept: 50, mutants: ['mut/busy-poll-is-ignored'] },
} as const satisfies Record<string, Kept>

/** What the system keeps of a connection of a DEALER with these options; null when it is out of reach. */
async function kept(
  { subject, wire }: Pick<CaseContext, 'subject' | 'wire'>,
  set: Readonly<Record<string, number>>,
  role: Role,
  option: KernelOption,
): Promise<number | null> {
  const socket = await subject.open('DEALER', set)
  const door = role === 'connect' ? await wire.listen() : null
  const endpoint = door === null ? await socket.bind('tcp://127.0.0.1:*') : door.endpoint
  if (door !== null) await socket.connect(endpoint)
  await guest({ next: () => door?.accept() ?? wire.dial(endpoint) }, 'ROUTER')
  return kernelOption(door === null ? { local: portOf(endpoint) } : { remote: portOf(endpoint) }, option)
}

for (const [word, facts] of Object.entries(options) as [keyof typeof options, Kept][])
  conformance(
    word.replaceAll('_', '-'),
    {
      title: `${word.toUpperCase()}: the system keeps it for connections made and accepted`,
      clauses: ['lib/kernel-options'],
      level: 'MUST',
      mode: 'wire',
      obliges: 'both',
      needs: { sockets: ['DEALER'], options: [word, ...Object.keys(facts.beside ?? {})] },
      axes: { role: roles },
      kills: facts.mutants,
    },
    async t => {
      const keptWith = (set: Readonly<Record<string, number>>) => kept(t, set, t.axes.role, facts.kernel)
      const before = await keptWith({})
      if (before === null) t.unsupported('the sockets of the subject are out of reach of getsockopt(2)')
      t.require(
        `${facts.kernel} when it is not set`,
        before,
        satisfying(`another value than ${facts.kept}`, (value: unknown) => value !== facts.kept),
      )
      t.check(facts.kernel, await keptWith({ ...facts.beside, [word]: facts.set }), facts.kept)
    },
  )

conformance(
  'tcp-keepalive-times-left-alone',
  {
    title: 'TCP_KEEPALIVE_IDLE alone: interval and count of the probes stay what the system has',
    clauses: ['lib/kernel-options'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['DEALER'], options: ['tcp_keepalive', 'tcp_keepalive_idle'] },
    axes: { role: roles },
    kills: ['mut/keepalive-times-of-its-own'],
  },
  async t => {
    for (const option of ['TCP_KEEPINTVL', 'TCP_KEEPCNT'] as const) {
      const system = await kept(t, {}, t.axes.role, option)
      if (system === null) t.unsupported('the sockets of the subject are out of reach of getsockopt(2)')
      t.check(option, await kept(t, { ...keepalive, tcp_keepalive_idle: 71 }, t.axes.role, option), system)
    }
  },
)

conformance(
  'backlog',
  {
    title: 'BACKLOG: how many connections the system holds until they are accepted',
    clauses: ['lib/kernel-options'],
    level: 'MUST',
    mode: 'api',
    obliges: 'receiver',
    needs: { sockets: ['ROUTER'], options: ['backlog'] },
    axes: { backlog: ['7', '40'] },
    kills: ['mut/backlog-is-ignored'],
  },
  async t => {
    const socket = await t.subject.open('ROUTER', { backlog: Number(t.axes.backlog) })
    const held = backlogOf(portOf(await socket.bind('tcp://127.0.0.1:*')))
    if (held === null) t.unsupported('the sockets of the subject are out of reach of getsockopt(2)')
    t.check('connections', held, Number(t.axes.backlog))
  },
)
