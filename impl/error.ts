// The two ways things go wrong. Local misuse throws ZmqError at once; a remote fault is a ZmtpError carried by an event.
// Rule: blame is part of the type. Nobody has to parse a message to know who broke what.

/** errno words and the numbers libzmq reports for them on Linux (`zmq.h`, `errno.h`). */
export const errnoByCode = {
  ENOENT: 2,
  EINTR: 4,
  EBADF: 9,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EFAULT: 14,
  EBUSY: 16,
  ENODEV: 19,
  EINVAL: 22,
  EMFILE: 24,
  ENAMETOOLONG: 36,
  EPROTO: 71,
  ENOTSOCK: 88,
  EMSGSIZE: 90,
  EPROTONOSUPPORT: 93,
  ENOTSUP: 95,
  EAFNOSUPPORT: 97,
  EADDRINUSE: 98,
  EADDRNOTAVAIL: 99,
  ENETDOWN: 100,
  ECONNABORTED: 103,
  ECONNRESET: 104,
  ENOTCONN: 107,
  ETIMEDOUT: 110,
  ECONNREFUSED: 111,
  EHOSTUNREACH: 113,
  EFSM: 156384763,
  ENOCOMPATPROTO: 156384764,
  ETERM: 156384765,
  EMTHREAD: 156384766,
} as const

export type ErrnoCode = keyof typeof errnoByCode

/** As zmq_strerror(3) has them on Linux, except where zeromq.js says more. */
const texts = {
  ENOENT: 'No such endpoint',
  EINTR: 'Interrupted system call',
  EBADF: 'Socket is closed',
  EAGAIN: 'Operation was not possible or timed out',
  ENOMEM: 'Cannot allocate memory',
  EACCES: 'Permission denied',
  EFAULT: 'Bad address',
  EBUSY: 'Socket is busy',
  ENODEV: 'No such device',
  EINVAL: 'Invalid argument',
  EMFILE: 'Too many open file descriptors',
  ENAMETOOLONG: 'File name too long',
  EPROTO: 'Protocol error',
  ENOTSOCK: 'Socket is closed',
  EMSGSIZE: 'Message too long',
  EPROTONOSUPPORT: 'Protocol not supported',
  ENOTSUP: 'Operation not supported',
  EAFNOSUPPORT: 'Address family not supported by protocol',
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Address not available',
  ENETDOWN: 'Network is down',
  ECONNABORTED: 'Software caused connection abort',
  ECONNRESET: 'Connection reset by peer',
  ENOTCONN: 'Transport endpoint is not connected',
  ETIMEDOUT: 'Connection timed out',
  ECONNREFUSED: 'Connection refused',
  EHOSTUNREACH: 'Host unreachable',
  EFSM: 'Operation cannot be accomplished in current state',
  ENOCOMPATPROTO: 'The protocol is not compatible with the socket type',
  ETERM: 'Context was terminated',
  EMTHREAD: 'No thread available',
} as const satisfies Record<ErrnoCode, string>

/** What zmq_strerror(3) says where zeromq.js, and so `ZmqError`, says more. */
const plainTexts: Partial<Record<ErrnoCode, string>> = {
  ENOENT: 'No such file or directory',
  EBADF: 'Bad file descriptor',
  EAGAIN: 'Resource temporarily unavailable',
  EBUSY: 'Device or resource busy',
  EMFILE: 'Too many open files',
  ENOTSOCK: 'Socket operation on non-socket',
  EADDRNOTAVAIL: 'Cannot assign requested address',
}

/** The text of libzmq for an error, given its number or its word; `Unknown error N` for what is none (zmq_strerror(3)). */
export function strerror(error: number | ErrnoCode): string {
  const code = typeof error === 'number' ? (Object.keys(errnoByCode) as ErrnoCode[]).find(word => errnoByCode[word] === error) : error
  return code === undefined || !Object.hasOwn(texts, code) ? `Unknown error ${error}` : (plainTexts[code] ?? texts[code])
}

/**
 * A local error: the caller, or this machine, is at fault.
 * `code` is an errno word, `errno` the number libzmq gives it on Linux, `address` the endpoint where there is one.
 */
export class ZmqError extends Error {
  readonly code: ErrnoCode
  readonly errno: number
  declare readonly address?: string

  constructor(code: ErrnoCode, message: string = texts[code], address?: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.errno = errnoByCode[code]
    if (address !== undefined) this.address = address
  }
}

/** What a peer, or a ZAP handler, can get wrong, in the words zeromq.js uses for libzmq's ZMQ_PROTOCOL_ERROR_* (zmq_socket_monitor(3)). */
export type ZmtpErrorCode =
  | 'ERR_ZMTP_UNSPECIFIED'
  | 'ERR_ZMTP_UNEXPECTED_COMMAND'
  | 'ERR_ZMTP_INVALID_SEQUENCE'
  | 'ERR_ZMTP_KEY_EXCHANGE'
  | 'ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED'
  | 'ERR_ZMTP_MALFORMED_COMMAND_MESSAGE'
  | 'ERR_ZMTP_MALFORMED_COMMAND_HELLO'
  | 'ERR_ZMTP_MALFORMED_COMMAND_INITIATE'
  | 'ERR_ZMTP_MALFORMED_COMMAND_ERROR'
  | 'ERR_ZMTP_MALFORMED_COMMAND_READY'
  | 'ERR_ZMTP_MALFORMED_COMMAND_WELCOME'
  | 'ERR_ZMTP_INVALID_METADATA'
  | 'ERR_ZMTP_CRYPTOGRAPHIC'
  | 'ERR_ZMTP_MECHANISM_MISMATCH'
  /** Not in libzmq: the peer's version of ZMTP is older than this socket allows. */
  | 'ERR_ZMTP_OLD_VERSION'
  | 'ERR_ZAP_UNSPECIFIED'
  | 'ERR_ZAP_MALFORMED_REPLY'
  | 'ERR_ZAP_BAD_REQUEST_ID'
  | 'ERR_ZAP_BAD_VERSION'
  | 'ERR_ZAP_INVALID_STATUS_CODE'
  | 'ERR_ZAP_INVALID_METADATA'

/** A fault seen on a connection. `blame` says who broke the rule, `section` which rule ("37/3.1 greeting"). */
export class ZmtpError extends Error {
  readonly code: ZmtpErrorCode
  readonly blame: 'remote' | 'local'
  readonly section: string
  declare address?: string

  constructor(code: ZmtpErrorCode, section: string, message: string, blame: 'remote' | 'local' = 'remote') {
    super(message)
    this.code = code
    this.section = section
    this.blame = blame
  }
}
