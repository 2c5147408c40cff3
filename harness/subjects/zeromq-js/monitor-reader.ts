// Reads the events of a socket from a PAIR, as zmq_socket_monitor(3) sends them, and passes them on as they are.
//
//   socket ──► PAIR bound to inproc://monitor-A ──► reader ──► {ev:"monitor", …, frames}
//
// Rule: the message that tells of the end ends the reader.

import type { MonitorLine } from '../../control/protocol.ts'
import { ShimError } from './error-words.ts'
import { monitorFramesLine } from './monitor-words.ts'
import type { OpenSocket } from './open-socket.ts'
import type { Monitored, Receiving } from './zeromq-api.ts'

/** Resolves when events are told from now on. @throws ShimError ENOTSUP where the library has no monitor sockets */
export async function watchFrames(open: OpenSocket, reader: Receiving, version: 1 | 2, emit: (line: MonitorLine) => void): Promise<void> {
  if (!('monitor' in open.socket)) throw new ShimError('ENOTSUP', 'no monitor sockets')
  const address = `inproc://monitor-${open.name}`
  await (open.socket as Monitored).monitor(address, { version })
  reader.connect(address)
  const read = async () => {
    for await (const frames of reader) {
      const line = monitorFramesLine(open.name, frames, version)
      emit(line)
      if (line.event === 'monitor_stopped') break
    }
    reader.close()
  }
  void read()
}
