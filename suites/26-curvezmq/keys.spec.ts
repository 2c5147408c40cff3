// RFC 26/CurveZMQ, "General Design" and "Notation": a client knows its server's key beforehand, and keys have 32 octets.

import { section } from '../../harness/book/section.ts'
import { WireMismatch } from '../../harness/wire/contract.ts'
import { createKeyring } from '../../harness/wire/curve/box.ts'
import { z85 } from '../../harness/wire/z85.ts'
import { needs, openHall, optionsOf, rest } from './hall.ts'

const { conformance } = section(import.meta.url)

conformance(
  'server-key-needed',
  {
    title: "A client that was not told its server's key does not connect, or at least says no HELLO",
    clauses: ['26/design-5', '26/hello-10'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, sockets: ['PUSH'] },
    kills: ['mut/curve-client-without-server-key'],
  },
  async t => {
    const { server, client } = await openHall(t, 'client')
    const { curve_serverkey: _, ...without } = optionsOf('client', server, client)
    const door = await t.wire.listen()
    const refusal = await (async () => {
      const socket = await t.subject.open('PUSH', without)
      await socket.connect(door.endpoint)
    })().then(
      () => null,
      failure => failure.err as string,
    )
    if (refusal !== null) return void t.check('connecting without that key', refusal, 'EINVAL')
    const peer = await door.accept()
    await peer.greet({ mechanism: 'CURVE', asServer: true }).catch((mismatch: unknown) => {
      if (!(mismatch instanceof WireMismatch)) throw mismatch
    })
    t.check('what it says', (await rest(peer, t.windows.reaction)).frames, [])
  },
)

const wrong = {
  'short-text': z85(Buffer.alloc(28)),
  'one-character-short': z85(Buffer.alloc(32)).slice(1),
  'long-text': z85(Buffer.alloc(36)),
  'not-z85': `"${z85(Buffer.alloc(32)).slice(1)}`,
} as const

conformance(
  'key-sizes',
  {
    title: 'A key that is not 32 octets, or 40 characters of Z85, is refused where it is set',
    clauses: ['26/design-5'],
    level: 'MUST',
    mode: 'api',
    needs,
    axes: {
      option: ['curve_secretkey', 'curve_publickey', 'curve_serverkey'],
      key: ['short-text', 'one-character-short', 'long-text', 'not-z85'],
    },
    kills: ['mut/curve-key-of-any-size'],
  },
  async t => {
    const set = (value: string) =>
      t.subject.open('PULL', { [t.axes.option]: value }).then(
        () => 'taken',
        failure => failure.err as string,
      )
    t.check('a key', await set(z85(createKeyring(t.seed).pair().publicKey)), 'taken')
    t.check(t.axes.key, await set(wrong[t.axes.key]), 'EINVAL')
  },
)
