// Who may connect (zmq_setsockopt(3), ZMQ_TCP_ACCEPT_FILTER, ZMQ_IPC_FILTER_PID, _UID and _GID).
// Rule: no filter lets everybody in; with filters, whoever matches one of them.

import { BlockList, isIPv4, isIPv6, type Socket } from 'node:net'
import { ZmqError } from '../error.ts'
import { credentialsOf, descriptorOf } from './kernel-option.ts'
import type { TransportOptions } from './transport.ts'

/** Whether an accepted socket may stay. */
export type Admit = (socket: Socket) => boolean

const everybody: Admit = () => true

interface Subnet {
  readonly address: string
  readonly family: 'ipv4' | 'ipv6'
  readonly prefix: number
}

/** `127.0.0.1`, `10.0.0.0/8`, `::1`, `fe80::/10`. @throws ZmqError EINVAL */
export function parseSubnet(text: string): Subnet {
  const match = /^([\da-fA-F.:]+)(?:\/(\d{1,3}))?$/.exec(text)
  const address = match?.[1] ?? ''
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : null
  const most = family === 'ipv4' ? 32 : 128
  const prefix = match?.[2] === undefined ? most : Number(match[2])
  if (family === null || prefix > most)
    throw new ZmqError('EINVAL', 'An accept filter is an IP address, or one with a prefix length: 10.0.0.0/8')
  return { address, family, prefix }
}

export function admitAddresses(filters: TransportOptions['tcpAcceptFilter']): Admit {
  if (filters.length === 0) return everybody
  const list = new BlockList()
  for (const { address, prefix, family } of filters.map(parseSubnet)) list.addSubnet(address, prefix, family)
  return ({ remoteAddress = '' }) => {
    const plain = remoteAddress.replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '')
    return list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
  }
}

export function admitProcesses({ ipcFilterPid, ipcFilterUid, ipcFilterGid }: TransportOptions): Admit {
  if (ipcFilterPid.length + ipcFilterUid.length + ipcFilterGid.length === 0) return everybody
  return socket => {
    const fd = descriptorOf(socket)
    if (fd === null) return false
    const { pid, uid, gid } = credentialsOf(fd)
    return ipcFilterPid.includes(pid) || ipcFilterUid.includes(uid) || ipcFilterGid.includes(gid)
  }
}
