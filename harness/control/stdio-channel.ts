// A shim as a program that speaks on its standard input and output: `exec:./shim`.

import { type Channel, lineParser, type OpenChannel } from './channel.ts'
import { type ProgramSpec, startChild } from './child.ts'

export function stdioChannel(spec: ProgramSpec): OpenChannel {
  return async (sink, signal): Promise<Channel> => {
    signal.throwIfAborted()
    const child = await startChild(spec)
    child.stdout.on('data', lineParser(sink))
    const gone = child.exited.then(why => sink.closed(why))
    return {
      send: request => void child.stdin.write(`${JSON.stringify(request)}\n`),
      end: () => void child.stdin.end(),
      destroy: () => child.kill(),
      gone,
      get stderr() {
        return child.stderr
      },
    }
  }
}
