// What keeps a process alive and what does not: the same programs on zeromq.js 6.8 and here, each in a process of its own.

import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'

const ours = new URL('./index.ts', import.meta.url).href
const theirs = pathToFileURL(createRequire(import.meta.url).resolve('zeromq')).href

/** 'exits', or 'stays' when it is still there after a second that begins when the program has run to its end. */
function fate(module: string, body: string): Promise<string> {
  const source = `const zmq = await import('${module}')\n${body}\nconsole.log('end')`
  return new Promise(resolve => {
    let timer: NodeJS.Timeout | undefined
    const child = execFile(
      process.execPath,
      ['--no-warnings', '--input-type=module', '-e', source],
      { timeout: 20_000 },
      (_error, stdout) => {
        clearTimeout(timer)
        resolve(child.killed ? 'stays' : `exits${stdout.includes('end') ? '' : ' early'}`)
      },
    )
    child.stdout?.once('data', () => {
      timer = setTimeout(() => child.kill('SIGKILL'), 1000)
    })
  })
}

const idle = 'const s = new zmq.Dealer(); '
const programs: readonly (readonly [name: string, body: string, fate: string])[] = [
  ['an idle bound socket', `${idle} await s.bind('tcp://127.0.0.1:*')`, 'exits'],
  ['an idle connected socket', `${idle} s.linger = 0; s.connect('tcp://127.0.0.1:9')`, 'exits'],
  [
    'two connected, idle sockets',
    `const a = new zmq.Push(), b = new zmq.Pull(); await a.bind('tcp://127.0.0.1:*'); b.connect(a.lastEndpoint); await a.send('x'); await b.receive()`,
    'exits',
  ],
  ['a pending receive', `${idle} s.receive()`, 'stays'],
  ['a receive that times out', `${idle} s.receiveTimeout = 50; s.receive().catch(() => 0)`, 'exits'],
  ['a blocked send', `${idle} s.send('x')`, 'stays'],
  ['a pending read of events', `${idle} s.events.receive()`, 'stays'],
  ['events looked at, not read', `${idle} s.events`, 'exits'],
  ['a listener', `${idle} s.events.on('bind', () => 0); await s.bind('tcp://127.0.0.1:*')`, 'stays'],
  ['a listener on a closed socket', `${idle} s.events.on('bind', () => 0); s.close()`, 'exits'],
  ['a receive ended by close', `${idle} s.receive().catch(() => 0); s.close()`, 'exits'],
  ['unsent messages, linger for ever', `${idle} s.connect('tcp://127.0.0.1:9'); await s.send('x'); s.close()`, 'stays'],
  ['unsent messages, linger 0', `${idle} s.linger = 0; s.connect('tcp://127.0.0.1:9'); await s.send('x'); s.close()`, 'exits'],
  ['unsent messages, linger 50 ms', `${idle} s.linger = 50; s.connect('tcp://127.0.0.1:9'); await s.send('x'); s.close()`, 'exits'],
]

describe.concurrent('what keeps a process alive', () => {
  it.each(programs)('%s', { timeout: 60_000 }, async (_name, body, expected) => {
    expect(await Promise.all([fate(ours, body), fate(theirs, body)])).toEqual([expected, expected])
  })

  it('ours only: a running proxy, and an aborted wait', { timeout: 60_000 }, async () => {
    const proxy = `const p = new zmq.Proxy(new zmq.Pull(), new zmq.Push()); await p.frontEnd.bind('inproc://f'); await p.backEnd.bind('inproc://b'); p.run()`
    expect(await fate(ours, proxy)).toBe('stays')
    expect(await fate(ours, `${idle} s.receive({ signal: AbortSignal.timeout(50) }).catch(() => 0)`)).toBe('exits')
    expect(await fate(ours, `${proxy}; p.terminate()`)).toBe('exits')
  })
})
