// ipc:// (zmq_ipc(7)): a pathname, `@name` in Linux' abstract namespace, `*` for a fresh pathname.
// Rule: a socket file left behind is replaced, as libzmq does; another kind of file never is.
// The file goes away with the listener, unless a newer listener has taken the pathname over.

import { lstatSync, mkdtempSync, renameSync, rmSync, unlinkSync } from 'node:fs'
import type { Server, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ZmqError } from '../error.ts'
import { admitProcesses } from './accept-filter.ts'
import { parseEndpoint } from './endpoint.ts'
import { toZmqError } from './failure.ts'
import { descriptorOf } from './kernel-option.ts'
import { dial } from './net-dial.ts'
import { closeServer, type ListenPlan, listen } from './net-listen.ts'
import { tuneLocal } from './tcp-tuning.ts'
import type { StreamTransport } from './transport.ts'

/** Octets of `sun_path` in `struct sockaddr_un`, the closing NUL included (unix(7)). */
const sunPath = process.platform === 'darwin' ? 104 : 108

/** The pathname node:net wants. @throws ZmqError EINVAL, ENAMETOOLONG */
function pathOf(endpoint: string): string {
  const { address } = parseEndpoint(endpoint)
  if (address === '@') throw new ZmqError('EINVAL', undefined, endpoint)
  if (Buffer.byteLength(address) >= sunPath) throw new ZmqError('ENAMETOOLONG', undefined, endpoint)
  return address.startsWith('@') ? `\0${address.slice(1)}` : address
}

/** Identity of the socket file at `path`; null when there is none or it is something else. */
function socketFile(path: string): string | null {
  if (path.startsWith('\0')) return null
  const facts = lstatSync(path, { throwIfNoEntry: false })
  return facts?.isSocket() ? `${facts.dev}:${facts.ino}` : null
}

/** Closing makes the system remove `path`; a file that is no longer ours is moved out of the way meanwhile. */
function closeKeepingForeign(server: Server, path: string, own: string | null): Promise<void> {
  const present = own === null ? null : socketFile(path)
  if (present === null || present === own) return closeServer(server)
  const aside = `${path}~`
  renameSync(path, aside)
  const closed = closeServer(server)
  renameSync(aside, path)
  return closed
}

/** Directories made for `ipc://*` and still in use; a process that ends without closing its sockets must not leave them behind. */
const wildcards = new Set<string>()

function removeDirectory(directory: string): void {
  wildcards.delete(directory)
  if (wildcards.size === 0) process.off('exit', removeAll)
  rmSync(directory, { recursive: true, force: true })
}

function removeAll(): void {
  for (const directory of wildcards) removeDirectory(directory)
}

function prepare(endpoint: string): { path: string; directory: string | null } {
  if (parseEndpoint(endpoint).address !== '*') {
    const path = pathOf(endpoint)
    if (socketFile(path) !== null) unlinkSync(path)
    return { path, directory: null }
  }
  const directory = mkdtempSync(join(tmpdir(), 'zmq-'))
  if (wildcards.size === 0) process.on('exit', removeAll)
  wildcards.add(directory)
  return { path: join(directory, 'socket'), directory }
}

export const ipc: StreamTransport = {
  scheme: 'ipc',

  validate(endpoint, use) {
    if (pathOf(endpoint) === '*' && use === 'connect') throw new ZmqError('EINVAL', undefined, endpoint)
  },

  connect(endpoint, options, accept, failed) {
    const path = pathOf(endpoint)
    const addresses = () => ({ localEndpoint: endpoint, remoteEndpoint: endpoint })
    const tune = (socket: Socket): null => {
      tuneLocal(socket, options)
      return null
    }
    return dial({ to: { path }, timeout: options.connectTimeout, tune, addresses }, accept, failed)
  },

  async listen(endpoint, options, accept, failed) {
    let prepared: ReturnType<typeof prepare>
    try {
      prepared = prepare(endpoint)
      if (!prepared.path.startsWith('\0')) lstatSync(dirname(prepared.path))
    } catch (error) {
      throw toZmqError(error as Error, endpoint)
    }
    const { path, directory } = prepared
    const bound = directory === null ? endpoint : `ipc://${path}`
    const addresses = (_: Socket) => ({ localEndpoint: bound, remoteEndpoint: bound })
    const plan: ListenPlan = {
      endpoint,
      at: options.useFd < 0 ? { path } : { fd: options.useFd },
      backlog: options.backlog,
      addresses,
      admit: admitProcesses(options),
      tune: socket => tuneLocal(socket, options),
    }
    const server = await listen(plan, accept, failed)
    const own = socketFile(path)
    return {
      endpoint: bound,
      fd: descriptorOf(server) ?? -1,
      async close() {
        const closed = closeKeepingForeign(server, path, own)
        if (directory !== null) removeDirectory(directory)
        await closed
      },
    }
  },
}
