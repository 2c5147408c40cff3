// A shim in this process: requests are function calls, the messages are the same.

import type { Channel, OpenChannel } from './channel.ts'

export interface LocalShim {
  /** Answers one request with one reply; never throws. */
  handle(request: unknown): Promise<object>
  /** Closes every socket at once; resolves when their addresses are free. */
  dispose(): Promise<void>
}

/** Makes a shim; `emit` takes its event lines. */
export type MakeShim = (emit: (event: object) => void) => LocalShim | Promise<LocalShim>

export function callChannel(make: MakeShim): OpenChannel {
  return async (sink): Promise<Channel> => {
    let open = true
    const shim = await make(event => {
      if (open) sink.message(event)
    })
    const { promise: gone, resolve } = Promise.withResolvers<void>()
    const close = (why: string) => {
      if (!open) return
      open = false
      void shim.dispose().finally(resolve)
      sink.closed(why)
    }
    return {
      send: request => {
        if (!open) return
        void shim.handle(request).then(
          reply => {
            if (open) sink.message(reply)
            if ((request as { op?: unknown }).op === 'bye') close('said bye')
          },
          error => close(`threw ${error instanceof Error ? error.stack : error}`),
        )
      },
      end: () => close('was closed'),
      destroy: () => close('was destroyed'),
      gone,
      stderr: '',
    }
  }
}
