#!/usr/bin/env node
// Starts the command line on a Node that runs TypeScript sources as they are: this one, or the one that comes with the project.

import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'

const [major, minor] = process.versions.node.split('.').map(Number)
const runsTypeScript = major > 22 || (major === 22 && minor >= 18)

function projectNode() {
  try {
    return createRequire(import.meta.url).resolve('node/bin/node')
  } catch {
    return null
  }
}

if (runsTypeScript) {
  await import('./main.ts')
} else {
  const node = process.env.ZMQSPEC_RESTARTED === '1' ? null : projectNode()
  if (node === null) {
    console.error(
      `zmqspec needs Node 22.18 or newer; this is ${process.versions.node}. Install a newer Node, or run \`npm ci\` in the project, which brings one.`,
    )
    process.exit(2)
  }
  const env = { ...process.env, ZMQSPEC_RESTARTED: '1' }
  const child = spawn(node, [new URL(import.meta.url).pathname, ...process.argv.slice(2)], { stdio: 'inherit', env })
  // A terminal signals the whole group: the child decides, and its exit code is ours.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('error', error => {
    console.error(`zmqspec: cannot start ${node}: ${error.message}`)
    process.exit(3)
  })
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 3)))
}
