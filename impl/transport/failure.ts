// Errors of node:net, node:fs and node:dns in ZeroMQ's words (zmq_bind(3), "Errors").
// Rule: what libzmq has no word for keeps its text and becomes EINVAL.

import { type ErrnoCode, errnoByCode, ZmqError } from '../error.ts'

const words: Readonly<Record<string, ErrnoCode>> = {
  ENOTFOUND: 'ENODEV',
  EAI_AGAIN: 'ENODEV',
  EAI_FAIL: 'ENODEV',
  ENOTDIR: 'ENOENT',
  EPERM: 'EACCES',
  EROFS: 'EACCES',
  ENFILE: 'EMFILE',
}

/** The errno word of a failed system call. */
function errnoOf(error: Error): ErrnoCode {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  return words[code] ?? (code in errnoByCode ? (code as ErrnoCode) : 'EINVAL')
}

/** `error` as a ZmqError carrying the endpoint. */
export function toZmqError(error: Error, endpoint: string): ZmqError {
  if (error instanceof ZmqError) return error
  const code = errnoOf(error)
  return new ZmqError(code, code === 'EINVAL' ? error.message : undefined, endpoint)
}
