// Socket options of libzmq that do nothing here: kept and read back, or refused because a program that asks for them must not run without.
// Rule: each row's sentence says why.

import type { OptionRow } from './option-row.ts'

export const inertOptionTable = {
  // Kept, and read back, without effect
  /** ZMQ_AFFINITY: there are no I/O threads to choose from. */
  affinity: { id: 4, kind: 'uint64', unit: 'bitmap', default: 0, effect: 'none' },
  /** ZMQ_RATE: there is no pgm transport. */
  rate: { id: 8, kind: 'int32', unit: 'kbit/s', default: 100, min: 1, effect: 'none' },
  /** ZMQ_RECOVERY_IVL: there is no pgm transport. */
  recoveryInterval: { id: 9, kind: 'int32', unit: 'ms', default: 10000, effect: 'none' },
  /** ZMQ_MULTICAST_MAXTPDU: there is no pgm transport. */
  multicastMaxTransportDataUnit: { id: 84, kind: 'int32', unit: 'octets', default: 1500, min: 1, effect: 'none' },
  /** ZMQ_VMCI_BUFFER_SIZE: there is no VMCI transport. */
  vmciBufferSize: { id: 85, kind: 'uint64', unit: 'octets', default: 65546, effect: 'none' },
  /** ZMQ_VMCI_BUFFER_MIN_SIZE: there is no VMCI transport. */
  vmciBufferMinSize: { id: 86, kind: 'uint64', unit: 'octets', default: 128, effect: 'none' },
  /** ZMQ_VMCI_BUFFER_MAX_SIZE: there is no VMCI transport. */
  vmciBufferMaxSize: { id: 87, kind: 'uint64', unit: 'octets', default: 262144, effect: 'none' },
  /** ZMQ_VMCI_CONNECT_TIMEOUT: there is no VMCI transport. */
  vmciConnectTimeout: { id: 88, kind: 'int32', unit: 'ms', default: -1, min: -1, effect: 'none' },
  /** ZMQ_LOOPBACK_FASTPATH: Windows only. */
  loopbackFastPath: { id: 94, kind: 'bool', default: false, effect: 'none' },
  /** ZMQ_OUT_BATCH_SIZE: what is sent in one turn of the event loop is gathered, at most 256 KiB of it. */
  outBatchSize: { id: 102, kind: 'int32', unit: 'octets', default: 8192, min: 1, effect: 'none' },
  /** ZMQ_NORM_MODE: there is no NORM transport. */
  normMode: { id: 117, kind: 'int32', default: 1, min: 0, max: 4, effect: 'none' },
  /** ZMQ_NORM_UNICAST_NACK: there is no NORM transport. */
  normUnicastNack: { id: 118, kind: 'bool', default: false, effect: 'none' },
  /** ZMQ_NORM_BUFFER_SIZE: there is no NORM transport. */
  normBufferSize: { id: 119, kind: 'int32', default: 2048, min: 1, effect: 'none' },
  /** ZMQ_NORM_SEGMENT_SIZE: there is no NORM transport. */
  normSegmentSize: { id: 120, kind: 'int32', default: 1400, min: 1, effect: 'none' },
  /** ZMQ_NORM_BLOCK_SIZE: there is no NORM transport. */
  normBlockSize: { id: 121, kind: 'int32', default: 16, min: 1, max: 255, effect: 'none' },
  /** ZMQ_NORM_NUM_PARITY: there is no NORM transport. */
  normNumParity: { id: 122, kind: 'int32', default: 4, min: 0, max: 254, effect: 'none' },
  /** ZMQ_NORM_NUM_AUTOPARITY: there is no NORM transport. */
  normNumAutoparity: { id: 123, kind: 'int32', default: 0, min: 0, max: 254, effect: 'none' },
  /** ZMQ_NORM_PUSH: there is no NORM transport. */
  normPush: { id: 124, kind: 'bool', default: false, effect: 'none' },
  /** ZMQ_WSS_KEY_PEM: there is no wss transport yet. */
  wssKeyPem: { id: 103, kind: 'string', default: null, access: 'w', effect: 'none' },
  /** ZMQ_WSS_CERT_PEM: there is no wss transport yet. */
  wssCertPem: { id: 104, kind: 'string', default: null, access: 'w', effect: 'none' },
  /** ZMQ_WSS_TRUST_PEM: there is no wss transport yet. */
  wssTrustPem: { id: 105, kind: 'string', default: null, access: 'w', effect: 'none' },
  /** ZMQ_WSS_HOSTNAME: there is no wss transport yet. */
  wssHostname: { id: 106, kind: 'string', default: null, access: 'w', effect: 'none' },
  /** ZMQ_WSS_TRUST_SYSTEM: there is no wss transport yet. */
  wssTrustSystem: { id: 107, kind: 'bool', default: false, access: 'w', effect: 'none' },

  // Refused: a program that asks for these must not run without them
  /** ZMQ_GSSAPI_SERVER: there is no GSSAPI; going on without it would not be safe. */
  gssapiServer: { id: 62, kind: 'bool', default: false, effect: 'refused' },
  /** ZMQ_GSSAPI_PRINCIPAL: there is no GSSAPI; going on without it would not be safe. */
  gssapiPrincipal: { id: 63, kind: 'string', default: null, effect: 'refused' },
  /** ZMQ_GSSAPI_SERVICE_PRINCIPAL: there is no GSSAPI; going on without it would not be safe. */
  gssapiServicePrincipal: { id: 64, kind: 'string', default: null, effect: 'refused' },
  /** ZMQ_GSSAPI_PLAINTEXT: there is no GSSAPI; going on without it would not be safe. */
  gssapiPlainText: { id: 65, kind: 'bool', default: false, effect: 'refused' },
  /** ZMQ_GSSAPI_PRINCIPAL_NAMETYPE: there is no GSSAPI; going on without it would not be safe. */
  gssapiPrincipalNameType: { id: 90, kind: 'int32', default: 0, effect: 'refused' },
  /** ZMQ_GSSAPI_SERVICE_PRINCIPAL_NAMETYPE: there is no GSSAPI; going on without it would not be safe. */
  gssapiServicePrincipalNameType: { id: 91, kind: 'int32', default: 0, effect: 'refused' },
  /** ZMQ_ROUTER_RAW: superseded by the STREAM socket, which is there. */
  raw: { id: 41, kind: 'bool', default: false, sockets: ['ROUTER'], access: 'w', effect: 'refused' },
  /** ZMQ_FD: there is no file descriptor to wait for: wait for promises, `readable` and `writable`. */
  fd: { id: 14, kind: 'int32', default: -1, access: 'r', effect: 'refused' },
} as const satisfies Record<string, OptionRow & { effect: 'none' | 'refused' }>
