// TCP sockets that use one network device only, from before they connect or listen (ZMQ_BINDTODEVICE, SO_BINDTODEVICE of socket(7)).
// Rule: the device is set on a socket of the system before Node has it, so that there is no moment without; needs koffi, and a Node
// whose TCP handle can be reached.

import type { Server } from 'node:net'
import { ZmqError } from '../error.ts'
import { openTcpSocket, setKernelOption } from './kernel-option.ts'

interface Handle {
  open(fd: number): number
  bind(address: string, port: number): number
  bind6(address: string, port: number, flags: number): number
}
interface TcpWrap {
  readonly TCP: new (type: number) => Handle
  readonly constants: { readonly SOCKET: number; readonly SERVER: number }
}

const failures: Readonly<Record<number, 'EADDRINUSE' | 'EADDRNOTAVAIL' | 'EACCES'>> = {
  [-98]: 'EADDRINUSE',
  [-99]: 'EADDRNOTAVAIL',
  [-13]: 'EACCES',
}

function tcpWrap(): TcpWrap {
  // The only way to hand Node a socket that is not connected yet.
  const { binding } = process as unknown as { binding(name: string): TcpWrap }
  return binding('tcp_wrap')
}

function handleOn(device: string, family: 4 | 6, type: 'SOCKET' | 'SERVER'): Handle {
  const { TCP, constants } = tcpWrap()
  const fd = openTcpSocket(family)
  const handle = new TCP(constants[type])
  if (handle.open(fd) !== 0) throw new ZmqError('EINVAL')
  // From here on the handle closes what it was given.
  setKernelOption(fd, 'SO_BINDTODEVICE', device)
  return handle
}

/** What `createConnection` needs to connect through `device`. @throws ZmqError ENOTSUP, EINVAL */
export const connectThrough = (device: string, family: 4 | 6): object => ({ handle: handleOn(device, family, 'SOCKET'), manualStart: true })

/** Listens through `device`. @throws ZmqError ENOTSUP, EINVAL, EADDRINUSE, EADDRNOTAVAIL, EACCES */
export function listenThrough(server: Server, device: string, at: { readonly host: string; readonly port: number }, backlog: number): void {
  const six = at.host.includes(':')
  const handle = handleOn(device, six ? 6 : 4, 'SERVER')
  const failed = six ? handle.bind6(at.host, at.port, 0) : handle.bind(at.host, at.port)
  if (failed !== 0) throw new ZmqError(failures[failed] ?? 'EINVAL')
  server.listen({ _handle: handle }, backlog)
}
