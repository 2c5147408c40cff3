// compose.yaml: the images of our subjects, by service, and how they are built.

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { parse } from 'yaml'
import { ContainerError } from './container-error.ts'
import { type Environment, engineFault, tryDocker } from './engine.ts'

export interface Service {
  readonly name: string
  readonly image: string
}

const composeFile = fileURLToPath(new URL('../../compose.yaml', import.meta.url))

/** In the order of the file. */
export function services(path: string = composeFile): readonly Service[] {
  if (!existsSync(path)) return []
  const { services: rows } = parse(readFileSync(path, 'utf8')) as { services: Record<string, { image: string }> }
  return Object.entries(rows).map(([name, { image }]) => ({ name, image }))
}

/** The image that `image:NAME` means: that of a service, or NAME itself. */
export const imageOf = (name: string): string => services().find(service => service.name === name)?.image ?? name

interface Command {
  readonly command: string
  readonly args: readonly string[]
  readonly variables: Readonly<Record<string, string>>
}

/** Compose as this machine has it; and the builder that needs no plugin where buildx is missing. */
async function compose(args: readonly string[], env: Environment): Promise<Command> {
  const [plugin, buildx] = await Promise.all([
    tryDocker(['compose', 'version'], env),
    env['DOCKER_BUILDKIT'] !== undefined || tryDocker(['buildx', 'version'], env),
  ])
  const rest = ['-f', composeFile, ...args]
  const variables: Record<string, string> = buildx ? {} : { DOCKER_BUILDKIT: '0' }
  return plugin ? { command: 'docker', args: ['compose', ...rest], variables } : { command: 'docker-compose', args: rest, variables }
}

const inWords = ({ command, args, variables }: Command): string =>
  [...Object.entries(variables).map(([name, value]) => `${name}=${value}`), command, ...args].join(' ')

/** Lines of a build worth showing: the steps of the classic builder and of buildkit. */
const step = /^(?:Step \d+\/\d+ : |#\d+ \[.*?\] )(.*)/

const logTail = 30

/** Builds the images of services, telling each step. @throws ContainerError with the end of the log */
export async function buildImages(names: readonly string[], env: Environment, say: (text: string) => void): Promise<void> {
  const fault = await engineFault(env)
  if (fault !== null) throw new ContainerError(fault)
  for (const name of names) {
    const build = await compose(['build', name], env)
    const building = execa(build.command, build.args, {
      env: { ...env, ...build.variables },
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      all: true,
      lines: true,
    })
    building.all.setEncoding('utf8')
    for await (const line of building.iterable({ from: 'all' })) {
      const [, text] = step.exec(line) ?? []
      if (text !== undefined) say(`image ${name}: ${text.length > 90 ? `${text.slice(0, 90)}…` : text}`)
    }
    const { failed, all, code } = await building
    if (code === 'ENOENT')
      throw new ContainerError('compose is missing; install it: sudo apt-get install docker-compose (or the docker compose plugin)')
    if (failed) throw new ContainerError(`the image of ${name} does not build: ${inWords(build)}\n${all.slice(-logTail).join('\n')}`)
  }
}

/** @throws ContainerError naming the command that makes it, when the image is not there or the engine is not */
export async function requireImage(name: string, env: Environment): Promise<void> {
  const image = imageOf(name)
  if (await tryDocker(['image', 'inspect', image], env)) return
  const fault = await engineFault(env)
  if (fault !== null) throw new ContainerError(fault)
  if (image !== name) throw new ContainerError(`the image ${image} is not built yet:\n  ${inWords(await compose(['build', name], env))}`)
  throw new ContainerError(
    `there is no image ${image} here; get it:\n  docker pull ${image}\nservices of compose.yaml: ${services()
      .map(service => service.name)
      .join(', ')}`,
  )
}
