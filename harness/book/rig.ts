// What the book runs on: subjects, the raw peer, the proxy. One module, so that the harness's own tests can put scripted ones in its place.

import { createProxyFactory, type ProxyFactoryOfCase } from '../proxy/proxy.ts'
import { connectSubject } from '../subjects/connect.ts'
import { type Subject, SubjectError } from '../subjects/subject.ts'
import { calibrate, patientWindows } from '../wire/calibrate.ts'
import { type Windows, type Wire, WireMismatch } from '../wire/contract.ts'
import { createWire } from '../wire/wire.ts'
import { legalGuest } from './legal-guest.ts'

export interface ConnectOptions {
  readonly env: Readonly<Record<string, string>>
  readonly seed: number
  readonly timeScale: number
  /** Name of a second instance of the same implementation. */
  readonly label?: string
}

export interface Rig {
  /** A subject, not yet started. @throws Error when the address is none */
  connect(address: string, options: ConnectOptions): Subject
  /** Windows from the subject's own round trips, times `scale`; patient ones where it takes no legal peer. */
  calibrate(subject: Subject, scale: number): Promise<Windows>
  createWire(windows: Windows): Wire
  createProxyFactory(windows: Windows): ProxyFactoryOfCase
}

/** Round trips that only warm up what is measured. */
const warmUp = 5
const samples = 20

const scaled = (windows: Windows, scale: number): Windows => ({
  reaction: windows.reaction * scale,
  silence: windows.silence * scale,
  deadline: windows.deadline * scale,
})

async function calibrateSubject(subject: Subject, scale: number): Promise<Windows> {
  const wire = createWire(scaled(patientWindows, scale))
  try {
    const peer = await legalGuest(subject, wire)
    if (peer === null) return scaled(patientWindows, scale)
    for (let trip = 0; trip < warmUp; trip += 1) await peer.barrier()
    return await calibrate(async () => peer, samples, scale)
  } catch (error) {
    if (error instanceof WireMismatch || error instanceof SubjectError) return scaled(patientWindows, scale)
    throw error
  } finally {
    await wire.close()
  }
}

export const rig: Rig = { connect: connectSubject, calibrate: calibrateSubject, createWire, createProxyFactory }
