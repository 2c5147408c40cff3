// Raw peers and sockets of libzmq (the package zeromq) for tests of the raw peer: opened for one test, closed behind it.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach } from 'vitest'
import type { Dealer, Pull, Push, Reply, Router, Socket, XPublisher } from 'zeromq'
import type { Wire } from './contract.ts'
import type { Scheme } from './listener.ts'
import { createWire } from './wire.ts'

export const windows = { reaction: 100, silence: 60, deadline: 3000 }

export interface WireRig {
  /** Of the test that runs. */
  readonly wire: Wire
  open<T extends Socket>(socket: T): T
  /** @returns the endpoint */
  bind(socket: Pull | Push | Router | Dealer | Reply | XPublisher, scheme?: Scheme): Promise<string>
}

export function wireRig(): WireRig {
  let wire: Wire
  let sockets: Socket[]
  let bound = 0
  const fresh = (): string => `zmqspec-test-${process.pid}-${++bound}`
  // libzmq leaves its ipc files behind.
  const folder = mkdtempSync(join(tmpdir(), 'zmqspec-libzmq-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  beforeEach(() => {
    wire = createWire(windows)
    sockets = []
  })
  afterEach(async () => {
    for (const socket of sockets) socket.close()
    await wire.close()
  })
  return {
    get wire() {
      return wire
    },
    open(socket) {
      sockets.push(socket)
      socket.linger = 0
      return socket
    },
    async bind(socket, scheme = 'tcp') {
      const wanted = { tcp: 'tcp://127.0.0.1:*', tcp6: 'tcp://[::1]:*', ipc: `ipc://${join(folder, fresh())}`, 'ipc@': `ipc://@${fresh()}` }
      if (scheme === 'tcp6') socket.ipv6 = true
      await socket.bind(wanted[scheme])
      return socket.lastEndpoint!
    },
  }
}
