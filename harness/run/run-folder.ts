// Where a run leaves its files: reports/out/<time>-<name>, and reports/out/latest that leads to the newest.

import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

export interface RunFolder {
  readonly path: string
  /** Makes `latest` lead here. Call when everything is written. */
  publish(): void
}

const fileName = (text: string): string => text.replace(/[^\w.-]+/g, '_').slice(0, 40)

/** @param out folder wanted by the user; default: a new one under `where`/reports/out */
export function createRunFolder(name: string, started: Date, out: string | null, where: string): RunFolder {
  const home = join(where, 'reports', 'out')
  const stamp = started.toISOString().slice(0, 19).replaceAll(':', '-')
  const latest = join(home, 'latest')
  const path = out === null ? join(home, `${stamp}-${fileName(name)}-${process.pid}`) : resolve(where, out)
  // Writing to `latest` must not write into the run that it leads to.
  if (path === latest) rmSync(latest, { recursive: true, force: true })
  mkdirSync(path, { recursive: true })
  return {
    path,
    publish: () => {
      if (path === latest) return
      mkdirSync(home, { recursive: true })
      rmSync(latest, { recursive: true, force: true })
      try {
        symlinkSync(relative(home, path), latest, 'dir')
      } catch {
        cpSync(path, latest, { recursive: true })
      }
    },
  }
}
