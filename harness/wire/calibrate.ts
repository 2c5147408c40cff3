// How long to wait for this subject: windows from its own PING/PONG round trips, so that no constant decides a verdict.
//   reaction = silence = max(50 ms, 20 × p99), at most 1 s          deadline = 2 s + 3 × reaction
// Rule: windows are printed with the run, so that a verdict that hangs on one can be judged.

import { type Windows, WireMismatch, type WirePeer } from './contract.ts'

/** For a subject that was not measured: patient, and slow where nothing happens. */
export const patientWindows: Windows = { reaction: 250, silence: 250, deadline: 4000 }

const scaledWindows = ({ reaction, silence, deadline }: Windows, scale: number): Windows => ({
  reaction: reaction * scale,
  silence: silence * scale,
  deadline: deadline * scale,
})

/** `p99` in milliseconds; `scale` multiplies everything (--timeout-scale). */
function windowsOf(p99: number, scale = 1): Windows {
  const reaction = Math.ceil(Math.min(1000, Math.max(50, 20 * p99)))
  return scaledWindows({ reaction, silence: reaction, deadline: 2000 + 3 * reaction }, scale)
}

/** `dial` gives a peer whose handshake is done. A subject that answers no PING gets patient windows: to judge that is a case's business. */
export async function calibrate(dial: () => Promise<WirePeer>, samples = 20, scale = 1): Promise<Windows> {
  const peer = await dial()
  const trips: number[] = []
  try {
    for (let i = 0; i < samples; i++) {
      const start = performance.now()
      await peer.barrier()
      trips.push(performance.now() - start)
    }
  } catch (error) {
    if (error instanceof WireMismatch) return scaledWindows(patientWindows, scale)
    throw error
  } finally {
    await peer.close()
  }
  trips.sort((a, b) => a - b)
  return windowsOf(trips[Math.min(samples - 1, Math.ceil(samples * 0.99) - 1)]!, scale)
}
