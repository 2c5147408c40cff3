// Each library against the same vectors and against tweetnacl; which one is chosen; key pairs as text.

import { execa } from 'execa'
import { expect, it } from 'vitest'
import vectors from '../../fixtures/vectors/curve-box.json' with { type: 'json' }
import { hex } from '../wire/octets.rig.ts'
import { decodeZ85, encodeZ85 } from '../wire/z85.ts'
import { curveBoxCompliance } from './curve-box.compliance.ts'
import { curveBox, loadCurveBoxes } from './curve-boxes.ts'
import { curveKeyPair, curvePublicKey } from './curve-key-pair.ts'
import { loadLibsodiumBox } from './libsodium-box.ts'
import { loadSodiumNativeBox } from './sodium-native-box.ts'
import { tweetnaclBox } from './tweetnacl-box.ts'

const libsodium = await loadLibsodiumBox()
// A development dependency, so it is there.
const native = loadSodiumNativeBox()!
await loadCurveBoxes()
curveBoxCompliance('tweetnacl', () => tweetnaclBox)
curveBoxCompliance('libsodium', () => libsodium)
curveBoxCompliance('sodium-native', () => native)
curveBoxCompliance('what is chosen', curveBox)

it.each(['tweetnacl', 'libsodium', 'sodium-native'])('ZMQSPEC_CURVE=%s allows nothing else', async name => {
  const program = `import { curveBox, loadCurveBoxes } from '${import.meta.dirname}/curve-boxes.ts'; await loadCurveBoxes(); console.log(curveBox().name)`
  const { stdout } = await execa(process.execPath, ['--input-type=module', '-e', program], { env: { ZMQSPEC_CURVE: name } })
  expect(stdout).toBe(name)
})

it('makes pairs as text, and the public key out of the secret one', () => {
  const one = curveKeyPair()
  expect([one.publicKey, one.secretKey].map(text => decodeZ85(text).length)).toEqual([32, 32])
  expect(curvePublicKey(one.secretKey)).toBe(one.publicKey)
  expect(curveKeyPair().secretKey).not.toBe(one.secretKey)
  expect(curvePublicKey(hex(vectors.aliceSecret))).toBe(encodeZ85(hex(vectors.alicePublic)))
  for (const wrong of ['', 'x'.repeat(45), new Uint8Array(31)])
    expect(() => curvePublicKey(wrong)).toThrow(expect.objectContaining({ code: 'EINVAL' }))
})
