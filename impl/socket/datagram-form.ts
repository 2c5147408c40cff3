// How messages of each socket type that speaks udp become datagrams and back; the table of which type may do what there.
// Rule: RADIO only connects, DISH and DGRAM only bind (zmq_udp(7)); what is no message of the type is not delivered.

import { ZmqError } from '../error.ts'
import { type DatagramAddress, datagramAddressText, parseDatagramAddress } from '../wire/datagram-address.ts'
import { decodeGroupDatagram, encodeGroupDatagram, maxDatagram } from '../wire/group-datagram.ts'
import type { Message } from '../wire/message.ts'
import type { SocketType } from '../wire/socket-type.ts'
import { allocate } from './memory.ts'
import type { Options } from './options.ts'
import { ownMessage } from './view.ts'

export interface DatagramForm {
  /** What it does with an endpoint; the other is refused. */
  readonly use: 'bind' | 'connect'
  /** `to` null: where the endpoint points. */
  outgoing(message: Message): { readonly datagram: Uint8Array; readonly to: DatagramAddress | null }
  /** Null when it is no message. */
  incoming(datagram: Buffer, from: DatagramAddress): Message | null
}

const nothing = (): null => null
const mute = (): never => {
  throw new Error('a DISH does not send')
}

const forms = {
  RADIO: {
    use: 'connect',
    outgoing: ([group, body]) => ({ datagram: encodeGroupDatagram(group!, body!, allocate), to: null }),
    incoming: nothing,
  },
  DISH: { use: 'bind', outgoing: mute, incoming: decodeGroupDatagram },
  DGRAM: {
    use: 'bind',
    outgoing(message) {
      const [address, body] = ownMessage(message)
      return { datagram: body!, to: parseDatagramAddress(address!) }
    },
    incoming: (datagram, from) => (datagram.length > maxDatagram ? null : [Buffer.from(`${datagramAddressText(from)}\0`), datagram]),
  },
} as const satisfies Partial<Record<SocketType, DatagramForm>>

/**
 * Whether `type` may do that with an endpoint over udp.
 * @throws ZmqError ENOCOMPATPROTO; also for a socket with a mechanism: what it sends would go in clear, and from whom it hears nobody could say
 */
export function requireDatagrams(
  type: SocketType,
  use: DatagramForm['use'],
  endpoint: string,
  { mechanism }: Pick<Options, 'mechanism'>,
): void {
  const form = datagramForm(type)
  if (form === null) throw new ZmqError('ENOCOMPATPROTO', `over udp there are RADIO, DISH and DGRAM, and no ${type}`, endpoint)
  if (form.use !== use) throw new ZmqError('ENOCOMPATPROTO', `over udp a ${type} can only ${form.use}`, endpoint)
  if (mechanism !== 'NULL') throw new ZmqError('ENOCOMPATPROTO', `udp has no ${mechanism}: use tcp:// or ipc:// for this socket`, endpoint)
}

/** Null for a type that does not speak udp. */
export function datagramForm(type: SocketType): DatagramForm | null {
  return Object.hasOwn(forms, type) ? forms[type as keyof typeof forms] : null
}
