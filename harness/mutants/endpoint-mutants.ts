// The appendix on options: who may connect, by which way, and when it is tried again.

import { edit, type MutantTable } from './mutant.ts'

const connecter = 'socket/connecter.ts'
const backoff = 'socket/reconnect.ts'
const filter = 'transport/accept-filter.ts'
const socks = 'transport/socks-dial.ts'
const tcp = 'transport/tcp.ts'
const gathered = edit('socket/gathered-option.ts', 'return [...list, value]', 'return [value]')
const handshakeFailed = '(this.#options.reconnectStop & stop.handshakeFailed) !== 0'
const refused = 'if (refused && (this.#options.reconnectStop & stop.refused) !== 0) this.#giveUp()'
const proxied = 'return proxy === null ?'

export const endpointMutants = {
  'mut/reconnects-at-once': {
    about: 'connects again without a pause',
    edits: [edit(backoff, 'return reconnectInterval + Math.floor(random() * reconnectInterval)', 'return 0')],
  },
  'mut/reconnects-though-told-not-to': {
    about: 'connects again although ZMQ_RECONNECT_IVL is -1',
    edits: [edit(backoff, 'if (reconnectInterval <= 0) return null', 'if (reconnectInterval <= 0) return 1')],
  },
  'mut/backoff-does-not-grow': {
    about: 'ignores ZMQ_RECONNECT_IVL_MAX: all pauses are the same',
    edits: [edit(backoff, 'last * 2', 'last')],
  },
  'mut/backoff-knows-no-maximum': {
    about: 'doubles its pauses beyond ZMQ_RECONNECT_IVL_MAX',
    edits: [
      edit(
        backoff,
        'last = Math.min(last === 0 ? reconnectInterval : last * 2, reconnectMaxInterval)',
        'last = last === 0 ? reconnectInterval : last * 2',
      ),
    ],
  },
  'mut/stops-for-nothing': {
    about: 'does not connect again after a failure although no bit of ZMQ_RECONNECT_STOP is set',
    edits: [edit(connecter, handshakeFailed, 'true'), edit(connecter, refused, 'if (refused) this.#giveUp()')],
  },
  'mut/reconnect-stop-is-ignored': {
    about: 'ignores ZMQ_RECONNECT_STOP',
    edits: [edit(connecter, handshakeFailed, 'false'), edit(connecter, refused, 'if (refused && Date.now() === 0) this.#giveUp()')],
  },
  'mut/accept-filter-is-ignored': {
    about: 'lets everybody in whatever ZMQ_TCP_ACCEPT_FILTER says',
    edits: [edit(filter, 'if (filters.length === 0) return everybody', 'return everybody')],
  },
  'mut/accept-filter-keeps-the-last-only': {
    about: 'goes by the filter that was set last',
    edits: [gathered],
  },
  'mut/accept-filter-knows-no-subnets': {
    about: 'takes a subnet for the address that it begins with',
    edits: [edit(filter, 'list.addSubnet(address, prefix, family)', 'list.addSubnet(address, prefix && 32, family)')],
  },
  'mut/ipc-filter-is-ignored': {
    about: 'lets every process in whatever the filters of ipc say',
    edits: [
      edit(filter, 'if (ipcFilterPid.length + ipcFilterUid.length + ipcFilterGid.length === 0) return everybody', 'return everybody'),
    ],
  },
  'mut/ipc-filter-keeps-the-last-only': {
    about: 'goes by the filter that was set last',
    edits: [gathered],
  },
  'mut/socks-goes-round': {
    about: 'connects to its peers without the proxy',
    edits: [edit(tcp, proxied, 'return proxy !== undefined ?')],
  },
  'mut/socks-resolves-names': {
    about: 'resolves names itself before it asks the proxy',
    edits: [edit(socks, 'destination: to,', `destination: { host: to.host === 'localhost' ? '127.0.0.1' : to.host, port: to.port },`)],
  },
  'mut/socks-keeps-the-password': {
    about: 'does not tell the proxy who it is',
    edits: [edit(socks, `username: text(options.socksUsername)`, `username: options.socksUsername && null`)],
  },
  'mut/device-is-ignored': {
    about: 'ignores ZMQ_BINDTODEVICE',
    edits: [edit(tcp, '...(device === null || options.useFd >= 0', '...(device !== undefined || options.useFd >= 0')],
  },
} as const satisfies MutantTable
