// 28/REQREP: the routing ids of a ROUTER's peers, announced, assigned and made here; duplicates and handover.

import { edit, type MutantTable } from './mutant.ts'

const router = 'pattern/router.ts'
const holder = 'const holder = key === undefined ?'
const takesOver = 'const takesOver = options.handover &&'
const renameHolder = 'if (holder !== undefined) assign(holder, freshId())'
const endHolder = 'holder?.terminate()'
const identified = 'if (ids.has(pipe) || identify(pipe))'
const rename = 'pipes.delete(routingKey(ids.get(pipe)!)!)\n        assign(pipe, pipe.peerRoutingId)'
/** A newcomer takes the place of the peer that has its routing id, and that one lives on under it. */
const overwrites = [edit(router, takesOver, 'const takesOver = true ||'), edit(router, renameHolder, ''), edit(router, endHolder, '')]

export const routingIdMutants = {
  'mut/router-generates-one-identity': {
    about: 'gives every peer that announces no routing id the same one',
    edits: [
      edit(router, 'counter++)\n      if (!pipes.has(routingKey(id)!)) return id', 'counter)\n      return id'),
      edit(router, holder, 'const holder = key === undefined || announced.length === 0 ?'),
    ],
  },
  'mut/generated-identity-of-other-form': {
    about: 'makes routing ids of 00 and a UUID, as libzmq 2 did',
    edits: [edit('pattern/routing-id.ts', 'newFrame(View, 5)', 'newFrame(View, 17)')],
  },
  'mut/router-mixes-duplicates': {
    about: 'hears two peers under one routing id, and answers the newer of them',
    seen: 'zeromq/chumak#38',
    edits: overwrites,
  },
  'mut/router-sends-to-both': {
    about: 'sends what is for a routing id to every peer that has announced it',
    edits: [
      ...overwrites,
      edit(router, 'return prepend(id, message)', 'return prepend(pipes.get(routingKey(id)!) === pipe ? id : freshId(), message)'),
      edit(
        router,
        'pipe.write(message)',
        'for (const [other, name] of ids) if (routingKey(name) === key && !other.full) other.write(message)',
      ),
    ],
  },
  'mut/handover-is-ignored': {
    about: 'does nothing for ZMQ_ROUTER_HANDOVER',
    seen: 'zeromq/netmq#463',
    edits: [edit(router, takesOver, 'const takesOver = false &&')],
  },
  'mut/handover-is-always-on': {
    about: 'lets a newcomer take over a routing id in use, whether asked to or not',
    edits: [edit(router, takesOver, 'const takesOver =')],
  },
  'mut/handover-leaves-older-open': {
    about: 'leaves the connection open that has lost its routing id to a newcomer',
    seen: 'zeromq/libzmq#3771',
    edits: [edit(router, endHolder, '')],
  },
  'mut/identity-changes-on-reconnect': {
    about: 'takes over the routing id that a peer announces when it is connected to again',
    edits: [
      edit(
        router,
        identified,
        `if (ids.has(pipe) && pipe.assignedRoutingId === null && pipe.peerRoutingId.length > 0) {\n        ${rename}\n      }\n      ${identified}`,
      ),
    ],
  },
  'mut/router-forgets-id-on-loss': {
    about: 'has no way to a peer by its routing id while the connection to it is lost',
    edits: [
      edit(router, `type: 'ROUTER',`, `type: 'ROUTER',\n    disconnected: pipe => void pipes.delete(routingKey(ids.get(pipe)!)!),`),
      edit(router, identified, `if (ids.has(pipe)) pipes.set(routingKey(ids.get(pipe)!)!, pipe)\n      ${identified}`),
    ],
  },
  'mut/connect-routing-id-is-ignored': {
    about: 'does nothing for ZMQ_CONNECT_ROUTING_ID',
    edits: [edit('socket/engine.ts', 'new SocketPipe(this, carrier, assignedRoutingId,', 'new SocketPipe(this, carrier, null,')],
  },
  'mut/announced-identity-wins': {
    about: 'takes the routing id that a peer announces instead of the one it was given when it was connected to',
    edits: [
      edit(
        router,
        identified,
        `if (ids.has(pipe) && pipe.assignedRoutingId !== null && pipe.peerRoutingId.length > 0) {\n        ${rename}\n      }\n      ${identified}`,
      ),
    ],
  },
} as const satisfies MutantTable
