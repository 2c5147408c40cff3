// A TCP address of loopback where connecting neither succeeds nor fails: its queue of connections is full, and nobody accepts any.
//
//   listen(backlog 0) ◄─ one connection, which fills it          ◄─ SYN of the subject, dropped by the system; again and again
//
// Rule: `close` ends both.

import { once } from 'node:events'
import { connect } from 'node:net'
import { systemCalls } from './system-call.ts'

export interface DeafListener extends Disposable {
  readonly endpoint: string
  close(): void
}

const AF_INET = 2
/** SOCK_STREAM and SOCK_CLOEXEC. */
const STREAM = 1 | 0o2000000

/** Null where the system's calls are out of reach. */
export async function deafListener(): Promise<DeafListener | null> {
  const calls = systemCalls()
  if (calls === null) return null
  const fd = calls.socket(AF_INET, STREAM, 0)
  const address = Buffer.alloc(16)
  address.writeUInt16LE(AF_INET)
  address.set([127, 0, 0, 1], 4)
  const length = Buffer.alloc(4)
  length.writeInt32LE(address.length)
  if (fd < 0 || calls.bind(fd, address, address.length) !== 0 || calls.listen(fd, 0) !== 0 || calls.getsockname(fd, address, length) !== 0)
    throw new Error('the system gives no listening socket on 127.0.0.1')
  const port = address.readUInt16BE(2)
  const filling = connect(port, '127.0.0.1').on('error', () => {})
  await once(filling, 'connect')
  const close = () => {
    filling.destroy()
    calls.close(fd)
  }
  return { endpoint: `tcp://127.0.0.1:${port}`, close, [Symbol.dispose]: close }
}
