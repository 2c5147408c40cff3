// libzmq without a binding: a C program of ours on its C API, built by the Makefile beside it when it is first used.

import { join } from 'node:path'
import { SubjectBroken } from '../subject.ts'
import type { SubjectFolder } from '../subject-folder.ts'

const folder = import.meta.dirname

/** One compiler run takes seconds, on a busy machine many. */
const patience = 300_000

export const libzmqC: SubjectFolder = {
  about: 'libzmq, through its C API, in a program of its own; built where a C compiler and libzmq are',
  start: { kind: 'program', command: join(folder, 'build', 'libzmq-c'), args: [] },
  prepare: async (env, say) => {
    const { execa } = await import('execa')
    const make = (...args: readonly string[]) =>
      execa('make', ['--silent', ...args], { cwd: folder, env, extendEnv: false, reject: false, all: true, timeout: patience })
    if ((await make('--question')).exitCode === 0) return
    say('building libzmq-c')
    const { failed, all, code } = await make()
    if (!failed) return
    throw new SubjectBroken(
      'start',
      `libzmq-c does not build: ${code === 'ENOENT' ? 'there is no program make' : `make says:\n${all.trim()}`}
It needs a C compiler, make, pkg-config, libzmq, jansson and libsodium; on Debian and Ubuntu:
  sudo apt-get install gcc libc6-dev make pkg-config libzmq3-dev libjansson-dev libsodium-dev
or take it as a container: image:libzmq-c`,
    )
  },
}
