import { expect, it } from 'vitest'
import { contextOptions, socketOptions } from '../subjects/ours/option-facts.ts'
import { optionLines, optionsPage } from './options-page.ts'

it('every option has a sentence, and a constant unless it is ours only', () => {
  for (const option of [...socketOptions(), ...contextOptions()]) {
    expect([option.name, option.about.length > 10]).toEqual([option.name, true])
    expect([option.name, option.constant?.startsWith('ZMQ_') ?? false]).toEqual([option.name, option.standing !== 'ours only'])
  }
})

it('lists each of them once, with its state, and counts none as missing', () => {
  const lines = optionLines().trimEnd().split('\n')
  expect(lines).toHaveLength(socketOptions().length + contextOptions().length + 1)
  expect(lines.find(line => line.includes('ZMQ_LINGER'))).toMatch(/^ 17 {2}linger +ZMQ_LINGER +at once/)
  expect(lines.at(-1)).toMatch(/^\d+ options: .*; none is missing$/)
})

it('the page says what is refused and why', () => {
  expect(optionsPage()).toMatch(
    /\| ZMQ_ROUTER_RAW \| 41 \| `raw` \| bool, write only \|.*refused \(ENOTSUP\) \| superseded by the STREAM socket/,
  )
  expect(optionsPage()).toMatch(/\| ZMQ_RECONNECT_STOP \| 109 \|.*4\.3\.3 draft/)
})
