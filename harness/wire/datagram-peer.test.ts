import { expect, it } from 'vitest'
import { patientWindows } from './calibrate.ts'
import { WireMismatch } from './contract.ts'
import { groupDatagram } from './datagram-peer.ts'
import { freeUdpEndpoint } from './udp-port.ts'
import { createWire } from './wire.ts'

it('says and hears datagrams as they are, says from where, and closes with its wire', async () => {
  const wire = createWire(patientWindows)
  const [one, other] = [await wire.datagrams(), await wire.datagrams()]
  await one.send('', other.endpoint)
  await one.send(groupDatagram('ab', 'body'), other.address)
  expect(await other.datagram()).toEqual({ octets: Buffer.alloc(0), from: one.address })
  expect(await other.datagram()).toEqual({ octets: Buffer.from('\x02abbody'), from: one.address })
  await other.silent(5)
  await other.send('x', one.address)
  await expect(one.silent()).rejects.toThrow(WireMismatch)
  await expect(one.datagram(5)).rejects.toThrow('a datagram at')
  await expect(async () => one.send('x', 'udp://*:5')).rejects.toThrow(TypeError)
  expect(wire.logs.join('\n')).toMatch(/peer 2 of udp[\s\S]*◄ 127\.0\.0\.1:\d+ 7 octets 02616262/)
  await wire.close()
})

it('is a member of a group', async () => {
  const wire = createWire(patientWindows)
  const member = await wire.datagrams({ group: '239.77.1.1', via: '127.0.0.1' })
  expect(member.endpoint).toMatch(/^udp:\/\/127\.0\.0\.1;239\.77\.1\.1:\d+$/)
  const speaker = await wire.datagrams()
  await speaker.send('hello', member.address)
  expect((await member.datagram()).octets).toEqual(Buffer.from('hello'))
  await wire.close()
})

it('can lie about the length of the group', () => {
  expect(groupDatagram('ab', 'c', 255)).toEqual(Buffer.from('\xffabc', 'latin1'))
})

it('finds endpoints that are free, each once', async () => {
  const found = await Promise.all([freeUdpEndpoint(), freeUdpEndpoint(), freeUdpEndpoint()])
  expect(new Set(found).size).toBe(3)
})
