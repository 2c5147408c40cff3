// compose.yaml as we read it, and its builds as we show them.

import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { subjectNames } from '../subjects/subject-table.ts'
import { buildImages, imageOf, services } from './compose.ts'
import { ContainerError } from './container-error.ts'
import { stubEngine } from './stub-engine.ts'

test('every service is a subject with a Dockerfile', () => {
  const names = services().map(({ name }) => name)
  expect(names).toEqual(['libzmq-c', 'ours'])
  expect(subjectNames).toEqual(expect.arrayContaining(names))
  for (const name of names) expect([name, existsSync(new URL(`../subjects/${name}/Dockerfile`, import.meta.url))]).toEqual([name, true])
})

test('a name that is no service is an image', () => {
  expect(imageOf('ours')).toBe('zmqspec/ours')
  expect(imageOf('me/shim:1')).toBe('me/shim:1')
})

test('a build tells its steps', async () => {
  using stub = stubEngine({ STUB_COMPOSE: 'plugin' })
  const said: string[] = []
  await buildImages(['libzmq-c', 'ours'], stub.env, text => said.push(text))
  expect(said).toEqual([
    'image libzmq-c: FROM debian:trixie-slim',
    'image libzmq-c: RUN make',
    'image ours: FROM debian:trixie-slim',
    'image ours: RUN make',
  ])
  const builds = stub.calls().filter(call => call.includes('build'))
  expect(builds.map(([, , file, ...rest]) => [file?.endsWith('compose.yaml'), ...rest])).toEqual([
    [true, 'build', 'libzmq-c'],
    [true, 'build', 'ours'],
  ])
})

test('a build that fails shows its end, and the command to repeat it', async () => {
  using stub = stubEngine({ STUB_COMPOSE: 'plugin', STUB_BUILD: 'broken' })
  const error = await buildImages(['libzmq-c'], stub.env, () => {}).catch(error => error as Error)
  expect(error).toBeInstanceOf(ContainerError)
  expect((error as Error).message).toMatch(/^the image of libzmq-c does not build: DOCKER_BUILDKIT=0 docker compose -f .* build libzmq-c\n/)
  expect((error as Error).message).toMatch(/cc: not found\nthe command make returned a non-zero code: 2$/)
})

test('without compose the way to get it is told', async () => {
  using stub = stubEngine()
  await expect(buildImages(['ours'], { ...stub.env, PATH: stub.env['PATH']! }, () => {})).rejects.toThrow(/compose is missing; install it/)
})
