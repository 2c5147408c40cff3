// What the ZAP handler of a JavaScript shim does with its rules, on any library with the API of zeromq.js.
// Rule: the libraries behind the shim are given; whoever has one calls this.

import { afterAll, describe, expect, test, vi } from 'vitest'
import type { MonitorLine } from '../../control/protocol.ts'
import { createShim } from './shim.ts'
import type { ZeromqApi } from './zeromq-api.ts'

const about = {
  impl: { name: 'any', version: '1', language: 'any' },
  transports: ['tcp'],
  mechanisms: ['NULL', 'PLAIN', 'CURVE'],
  zmtp: ['3.1'],
  features: [],
  ownProcess: true,
  oneWayHangs: true,
}

export function zapHandlerCompliance(name: string, zmq: ZeromqApi): void {
  let id = 0
  describe(`the ZAP handler of ${name}`, () => {
    const own = createShim(zmq, about, event => events.push(event as MonitorLine))
    const events: MonitorLine[] = []
    afterAll(() => own.dispose())
    const call = (op: string, fields: object = {}) => own.handle({ id: ++id, op, ...fields }) as Promise<Record<string, never>>
    const plain = { plain_username: 'joe', plain_password: 'secret' }

    async function meet(client: object = plain): Promise<void> {
      await call('open', { s: 'server', type: 'PULL', options: { plain_server: true, zap_domain: 'global' } })
      const { ep } = await call('bind', { s: 'server', ep: 'tcp://127.0.0.1:*' })
      await call('monitor', { s: 'server' })
      await call('open', { s: 'client', type: 'PUSH', options: { linger: 0, ...client } })
      await call('connect', { s: 'client', ep })
    }
    const sent = async () => {
      await call('send', { s: 'client', frames: [{ utf8: 'x' }], t: 2000 })
      return call('recv', { s: 'server', t: 2000, meta: true })
    }

    test.each(['REP', 'ROUTER'])('as %s lets in by rule, and shows what it was asked, round after round', async as => {
      for (let round = 0; round < 20; round++) {
        const rules = [{ mechanism: 'PLAIN', credentials: [{ utf8: 'joe' }, { utf8: 'secret' }], user_id: 'joe' }, { status: '400' }]
        expect(await call('zap', { rules, as })).toMatchObject({ ok: true })
        await meet()
        const received = await sent()
        expect(received).toMatchObject({ ok: true, frames: [{ utf8: 'x' }] })
        expect(received['meta']?.['User-Id']).toBe(zmq.metadata === undefined ? undefined : 'joe')
        const texts = ['1.0', '1', 'global', '127.0.0.1', '', 'PLAIN', 'joe', 'secret']
        const question = [...(as === 'ROUTER' ? [''] : []), ...texts].map(text => ({ utf8: text }))
        expect(await call('asked', { n: 1, t: 2000 })).toMatchObject({ ok: true, questions: [question] })
        await call('reset')
        expect(await call('asked', { n: 1, t: 0 })).toMatchObject({ ok: false, err: 'EAGAIN' })
      }
    })

    test('holds questions until there are other rules', async () => {
      await call('zap', { rules: [{ hold: true }] })
      await meet()
      expect(await call('asked', { n: 1, t: 2000 })).toMatchObject({ ok: true })
      expect(await call('recv', { s: 'server', t: 0 })).toMatchObject({ err: 'EAGAIN' })
      await call('zap', { rules: [{ status: '200' }] })
      expect(await sent()).toMatchObject({ ok: true })
      await call('reset')
    })

    test.each([
      [[{ status: '400' }], 'handshake_failed_auth', 400],
      [[{ status: '500' }], 'handshake_failed_auth', 500],
      [
        [{ frames: [{ utf8: '' }, { utf8: '1.1' }, { echo: 'id' }, { utf8: '200' }, { utf8: '' }, { utf8: '' }, { utf8: '' }] }],
        'handshake_failed_protocol',
        'ERR_ZAP_BAD_VERSION',
      ],
      [
        [{ frames: [{ utf8: '' }, { utf8: '1.0' }, { utf8: 'no' }, { utf8: '200' }, { utf8: '' }, { utf8: '' }, { utf8: '' }] }],
        'handshake_failed_protocol',
        'ERR_ZAP_BAD_REQUEST_ID',
      ],
      [[{ metadata: { hex: '01' } }], 'handshake_failed_protocol', 'ERR_ZAP_INVALID_METADATA'],
    ])('refuses by %j', async (rules, event, what) => {
      events.length = 0
      await call('zap', { rules })
      await meet()
      await vi.waitFor(() => expect(events.map(line => line.event)).toContain(event), 5000)
      const line = events.find(one => one.event === event)!
      expect([line.code, line.value]).toContain(what)
      await call('reset')
    })

    test('may answer more than once, and may be closed', async () => {
      await call('zap', { rules: [{ times: 3 }] })
      await meet()
      expect(await sent()).toMatchObject({ ok: true })
      await call('zap', { rules: null })
      await call('reset')
      events.length = 0
      await meet()
      await vi.waitFor(() => expect(events.map(line => line.event)).toContain('handshake_failed'), 5000)
      await call('reset')
    })
  })
}
