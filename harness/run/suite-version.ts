// The version of the suite, which is that of the package.

import { readFileSync } from 'node:fs'

export const suiteVersion = (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string })
  .version
