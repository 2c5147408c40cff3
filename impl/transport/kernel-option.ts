// What Node cannot ask the system for a socket: setsockopt(2), getsockopt(2) and socket(2), through koffi, an optional dependency.
// Rule: koffi is loaded when an option that needs it is set, and not before; without it that option is refused, with its name.

import { createRequire } from 'node:module'
import { ZmqError } from '../error.ts'

interface Calls {
  setsockopt(fd: number, level: number, name: number, value: Uint8Array, length: number): number
  getsockopt(fd: number, level: number, name: number, value: Uint8Array, length: Uint8Array): number
  socket(family: number, type: number, protocol: number): number
}

// asm-generic/socket.h and linux/tcp.h
const SOL_SOCKET = 1
const IPPROTO_TCP = 6
const options = {
  SO_SNDBUF: [SOL_SOCKET, 7],
  SO_RCVBUF: [SOL_SOCKET, 8],
  SO_PRIORITY: [SOL_SOCKET, 12],
  SO_BINDTODEVICE: [SOL_SOCKET, 25],
  SO_BUSY_POLL: [SOL_SOCKET, 46],
  TCP_USER_TIMEOUT: [IPPROTO_TCP, 18],
} as const satisfies Record<string, readonly [level: number, name: number]>
const SO_PEERCRED = 17
const families = { 4: 2, 6: 10 } as const
/** SOCK_STREAM, SOCK_NONBLOCK and SOCK_CLOEXEC. */
const STREAM = 1 | 0o4000 | 0o2000000

export type KernelOption = keyof typeof options

/** Who is at the other end of a local socket, as numbers of the system. */
export interface Credentials {
  readonly pid: number
  readonly uid: number
  readonly gid: number
}

let calls: Calls | null = null

/** Loads the calls. @throws ZmqError ENOTSUP, naming what asked for them and what is missing */
export function requireKernel(asking: string): Calls {
  if (calls !== null) return calls
  if (process.platform !== 'linux') throw new ZmqError('ENOTSUP', `${asking} is available on Linux only`)
  try {
    const { load } = createRequire(import.meta.url)('koffi') as { load(path: null): { func(text: string): never } }
    const library = load(null)
    calls = {
      setsockopt: library.func('int setsockopt(int fd, int level, int name, const void *value, int length)'),
      getsockopt: library.func('int getsockopt(int fd, int level, int name, _Out_ void *value, _Inout_ void *length)'),
      socket: library.func('int socket(int family, int type, int protocol)'),
    }
    return calls
  } catch (cause) {
    throw new ZmqError('ENOTSUP', `${asking} needs the package koffi, which could not be loaded: npm install koffi`, undefined, { cause })
  }
}

/** The file descriptor of a node:net object; what is closed has none. */
export function descriptorOf(owner: object): number | null {
  const fd = (owner as { _handle?: { fd?: number } | null })._handle?.fd
  return fd === undefined || fd < 0 ? null : fd
}

/** @throws ZmqError ENOTSUP, EINVAL when the system refuses the value */
export function setKernelOption(fd: number, option: KernelOption, value: number | string): void {
  const [level, name] = options[option]
  const octets = Buffer.alloc(typeof value === 'number' ? 4 : Buffer.byteLength(value))
  if (typeof value === 'number') octets.writeInt32LE(value)
  else octets.write(value)
  if (requireKernel(option).setsockopt(fd, level, name, octets, octets.length) !== 0)
    throw new ZmqError('EINVAL', `The system refuses ${option} ${value}`)
}

/** The value of a numeric option, as the system keeps it. @throws ZmqError ENOTSUP, EINVAL */
export function kernelOption(fd: number, option: KernelOption): number {
  const [level, name] = options[option]
  return read(fd, level, name, 4, option).readInt32LE()
}

/** @throws ZmqError ENOTSUP, EINVAL for what is no local socket */
export function credentialsOf(fd: number): Credentials {
  const octets = read(fd, SOL_SOCKET, SO_PEERCRED, 12, 'SO_PEERCRED')
  return { pid: octets.readInt32LE(0), uid: octets.readUInt32LE(4), gid: octets.readUInt32LE(8) }
}

function read(fd: number, level: number, name: number, size: number, what: string): Buffer {
  const octets = Buffer.alloc(size)
  const length = Buffer.alloc(4)
  length.writeInt32LE(size)
  if (requireKernel(what).getsockopt(fd, level, name, octets, length) !== 0)
    throw new ZmqError('EINVAL', `The system has no ${what} for it`)
  return octets
}

/** A fresh TCP socket of the system. @throws ZmqError ENOTSUP, EMFILE */
export function openTcpSocket(family: keyof typeof families): number {
  const fd = requireKernel('SO_BINDTODEVICE').socket(families[family], STREAM, 0)
  if (fd < 0) throw new ZmqError('EMFILE')
  return fd
}
