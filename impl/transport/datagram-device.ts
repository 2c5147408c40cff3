// UDP sockets that use one network device only (ZMQ_BINDTODEVICE, SO_BINDTODEVICE of socket(7)).
// Rule: the device is set in the turn in which the socket was bound, before anything is read from it or sent by it; needs koffi.

import type { Socket } from 'node:dgram'
import { ZmqError } from '../error.ts'
import { setKernelOption } from './kernel-option.ts'

/** Returns the descriptor. @throws ZmqError ENOTSUP, EINVAL */
export function dedicate(socket: Socket, device: string): number {
  // The public way to the handle is deprecated, and there is no other to its descriptor.
  const state = Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'state symbol')
  const fd = state === undefined ? undefined : (socket as unknown as Record<symbol, { handle?: { fd?: number } }>)[state]?.handle?.fd
  if (fd === undefined || fd < 0) throw new ZmqError('ENOTSUP', 'this version of Node does not show the descriptor of a UDP socket')
  setKernelOption(fd, 'SO_BINDTODEVICE', device)
  return fd
}
