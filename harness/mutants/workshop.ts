// A runner whose sources can be mutated, for one hunt after another: starting one takes longer than most hunts.

import type { Settings } from '../book/settings.ts'
import { createRunner, type Runner } from '../run/runner.ts'
import { createMutation, type Mutation } from './mutation.ts'

export interface Workshop extends AsyncDisposable {
  readonly mutation: Mutation
  readonly runner: Runner
}

export async function createWorkshop(book: string, settings: Settings): Promise<Workshop> {
  const mutation = createMutation()
  const runner = await createRunner({ book, settings, plugins: [mutation.plugin] })
  return { mutation, runner, [Symbol.asyncDispose]: () => runner[Symbol.asyncDispose]() }
}
