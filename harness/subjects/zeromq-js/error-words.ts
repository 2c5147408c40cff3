// What zeromq.js throws, in zshim's words; the native code travels along.

import type { ErrorWord } from '../../control/protocol.ts'

/** A refusal of the shim itself. */
export class ShimError extends Error {
  readonly word: ErrorWord
  constructor(word: ErrorWord, message: string) {
    super(message)
    this.word = word
  }
}

const words: Readonly<Record<string, ErrorWord>> = {
  EAGAIN: 'EAGAIN',
  EFSM: 'EFSM',
  EHOSTUNREACH: 'EHOSTUNREACH',
  EINVAL: 'EINVAL',
  ENOENT: 'EINVAL',
  ENODEV: 'EINVAL',
  ENAMETOOLONG: 'EINVAL',
  EADDRNOTAVAIL: 'EINVAL',
  ENOTSUP: 'ENOTSUP',
  EPROTONOSUPPORT: 'ENOTSUP',
  EAFNOSUPPORT: 'ENOTSUP',
  ENOCOMPATPROTO: 'ENOTSUP',
  EADDRINUSE: 'EADDRINUSE',
  EMSGSIZE: 'EMSGSIZE',
  EPROTO: 'EPROTO',
  EBADF: 'ECLOSED',
  ENOTSOCK: 'ECLOSED',
  ETERM: 'ETERM',
}

/** `err`, `native` and `msg` of a failure reply. `closed`: the socket was closed meanwhile, which zeromq.js reports as EAGAIN. */
export function toFailure(error: unknown, closed: boolean): { readonly err: ErrorWord; readonly native?: string; readonly msg: string } {
  if (error instanceof ShimError) return { err: error.word, msg: error.message }
  if (!(error instanceof Error)) return { err: 'EINTERNAL', msg: String(error) }
  const { code, errno } = error as { code?: unknown; errno?: unknown }
  if (typeof code === 'string') {
    const err = closed && code === 'EAGAIN' ? 'ECLOSED' : (words[code] ?? 'EINTERNAL')
    return { err, native: errno === undefined ? code : `${code}/${errno}`, msg: error.message }
  }
  // zeromq.js refuses arguments and unknown properties with plain TypeErrors.
  return { err: error instanceof TypeError ? 'EINVAL' : 'EINTERNAL', native: error.name, msg: error.message }
}
