// Which library does the cryptography (docs/adr/0008): the fastest that is there and ready now.
//
//   tweetnacl ──some ms──► libsodium            without sodium-native
//   sodium-native ───────► sodium-native, small messages by libsodium
//
// Rule: nobody waits for a library to load, and nothing is loaded before the first use. All of them give the same octets.

import { emitWarning } from 'node:process'
import type { CurveBox } from '../mechanism/curve-box.ts'
import { loadLibsodiumBox } from './libsodium-box.ts'
import { loadSodiumNativeBox } from './sodium-native-box.ts'
import { tweetnaclBox } from './tweetnacl-box.ts'

/** ZMQSPEC_CURVE names one of these to allow nothing faster, for measuring. */
const restrictions = ['sodium-native', 'libsodium', 'tweetnacl'] as const
type Restriction = (typeof restrictions)[number]

/** Up to so many octets WebAssembly is faster than a call into native code. */
const SMALL = 128

let native: CurveBox | null = null
let wasm: CurveBox | null = null
let best: CurveBox = tweetnaclBox
let loading: Promise<void> | null = null

/** The box to use now. The first call starts loading faster ones. */
export function curveBox(): CurveBox {
  if (loading === null) void loadCurveBoxes()
  return best
}

/** Resolves when all that is there is loaded. */
export function loadCurveBoxes(): Promise<void> {
  loading ??= load(restriction())
  return loading
}

function restriction(): Restriction | null {
  const asked = process.env['ZMQSPEC_CURVE']
  if (asked === undefined) return null
  if (restrictions.includes(asked as Restriction)) return asked as Restriction
  emitWarning(`ZMQSPEC_CURVE is ${asked}; it may be ${restrictions.join(', ')}`)
  return null
}

async function load(only: Restriction | null): Promise<void> {
  if (only === 'tweetnacl') return
  if (only !== 'libsodium') native = loadSodiumNativeBox()
  choose()
  if (only === 'sodium-native') return
  try {
    wasm = await loadLibsodiumBox()
  } catch {
    // No WebAssembly here, or it is forbidden: the others do.
    return
  }
  choose()
}

function choose(): void {
  if (native !== null && wasm !== null) best = bySize(wasm, native)
  else best = native ?? wasm ?? tweetnaclBox
}

function bySize(small: CurveBox, large: CurveBox): CurveBox {
  return {
    ...large,
    seal: (memory, at, length, nonce, key) => (length <= SMALL ? small : large).seal(memory, at, length, nonce, key),
    open: (memory, at, length, nonce, key) => (length <= SMALL ? small : large).open(memory, at, length, nonce, key),
  }
}
