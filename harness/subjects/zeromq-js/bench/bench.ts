// The op `bench`: one loop a role (docs/zshim.md, "bench").

import type { BenchReply, BenchRequest } from '../../../control/protocol.ts'
import { both, recv, send } from './one-way.ts'
import { retain } from './retention.ts'
import { echo, ping } from './round-trips.ts'
import { connect, subscribe } from './storms.ts'
import type { SocketOf } from './traffic.ts'

type Make = Parameters<typeof connect>[1]

export async function bench(request: BenchRequest, socketOf: SocketOf, make: Make): Promise<BenchReply> {
  switch (request.role) {
    case 'send':
      return send(request, socketOf)
    case 'recv':
      return recv(request, socketOf)
    case 'ping':
      return ping(request, socketOf)
    case 'echo':
      return echo(request, socketOf)
    case 'both':
      return both(request, socketOf)
    case 'retain':
      return retain(request, socketOf)
    case 'subscribe':
      return subscribe(request, socketOf)
    case 'connect':
      return connect(request, make)
    default:
      return request satisfies never
  }
}
