// What the system keeps of a TCP socket of a subject, whichever process of this machine it belongs to (socket(7), ip(7), tcp(7)).
//
//   endpoint ─► /proc/net/tcp ─► inode ─► /proc/PID/fd ─► a copy of the descriptor (pidfd_getfd(2)) ─► getsockopt(2)
//
// Rule: the copy is closed at once. What is in another network namespace, or belongs to somebody else, is null.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { systemCalls } from './system-call.ts'

const TCP = 6
/** Numbers of linux/tcp.h, asm-generic/socket.h, linux/in.h. */
const options = {
  SO_SNDBUF: [1, 7],
  SO_RCVBUF: [1, 8],
  SO_KEEPALIVE: [1, 9],
  SO_PRIORITY: [1, 12],
  SO_BUSY_POLL: [1, 46],
  IP_TOS: [0, 1],
  TCP_KEEPIDLE: [TCP, 4],
  TCP_KEEPINTVL: [TCP, 5],
  TCP_KEEPCNT: [TCP, 6],
  TCP_USER_TIMEOUT: [TCP, 18],
} as const satisfies Record<string, readonly [level: number, name: number]>
export type KernelOption = keyof typeof options

/** Octets of struct tcp_info up to tcpi_sacked, which of a listening socket is its backlog. */
const TCP_INFO = 11
const backlogAt = 28

const PIDFD_OPEN = 434
const PIDFD_GETFD = 438
const ESTABLISHED = '01'
const LISTEN = '0A'

/** Which socket: the one that listens at a port, or the subject's end of a connection, by its own or its peer's port. */
export type TcpSocket = { readonly listens: number } | { readonly local: number } | { readonly remote: number }

export const portOf = (endpoint: string): number => Number(endpoint.slice(endpoint.lastIndexOf(':') + 1))

function inodeOf(which: TcpSocket): string | null {
  const [state, column, port] =
    'listens' in which ? [LISTEN, 1, which.listens] : 'local' in which ? [ESTABLISHED, 1, which.local] : [ESTABLISHED, 2, which.remote]
  const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  for (const line of readFileSync('/proc/net/tcp', 'latin1').split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/)
    // Until it was accepted a connection has no inode.
    if (fields[column]?.endsWith(ending) && fields[3] === state && fields[9] !== '0') return fields[9]!
  }
  return null
}

function ownerOf(inode: string): { pid: number; fd: number } | null {
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      for (const fd of readdirSync(`/proc/${pid}/fd`))
        if (readlinkSync(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`) return { pid: Number(pid), fd: Number(fd) }
    } catch {
      // Gone meanwhile, or not ours to look at.
    }
  }
  return null
}

function read(which: TcpSocket, level: number, name: number, size: number): Buffer | null {
  const calls = systemCalls()
  const inode = calls === null ? null : inodeOf(which)
  const owner = inode === null ? null : ownerOf(inode)
  if (calls === null || owner === null) return null
  const process = calls.syscall(PIDFD_OPEN, owner.pid, 0, 0)
  if (process < 0) return null
  const copy = calls.syscall(PIDFD_GETFD, process, owner.fd, 0)
  calls.close(process)
  if (copy < 0) return null
  const value = Buffer.alloc(size)
  const length = Buffer.alloc(4)
  length.writeInt32LE(size)
  const failed = calls.getsockopt(copy, level, name, value, length) !== 0
  calls.close(copy)
  return failed ? null : value
}

/** The value of a socket's option, as the system keeps it; null when the socket is out of reach. */
export function kernelOption(which: TcpSocket, option: KernelOption): number | null {
  const [level, name] = options[option]
  return read(which, level, name, 4)?.readInt32LE() ?? null
}

/** How many connections the system holds before they are accepted; null when the socket is out of reach. */
export const backlogOf = (port: number): number | null =>
  read({ listens: port }, TCP, TCP_INFO, backlogAt + 4)?.readUInt32LE(backlogAt) ?? null
