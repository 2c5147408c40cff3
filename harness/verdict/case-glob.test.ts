import { expect, test } from 'vitest'
import { caseGlob } from './case-glob.ts'

const name = { id: '30-pipeline/push/delivers[transport=tcp,role=bind]', axes: { transport: 'tcp', role: 'bind' } }

test.each([
  '30-pipeline/push/delivers[transport=tcp,role=bind]',
  '30-pipeline/push/delivers[role=bind]',
  '30-pipeline/push/delivers[transport={tcp,ipc}]',
  '30-pipeline/push/delivers[transport=t*]',
  '30-pipeline/push/delivers',
  '30-pipeline/push',
  '30-pipeline/push/',
  '30-pipeline',
  '30-pipeline/*/delivers',
  '30-*/push/*',
  '**/delivers',
  '**/{delivers,drops}',
  '**',
])('%s matches', glob => expect(caseGlob(glob)(name)).toBe(true))

test.each([
  '30-pipeline/push/deliver',
  '30-pipeline/pus',
  '30',
  'delivers',
  '*/delivers',
  '30-pipeline/push/delivers[transport=ipc]',
  '30-pipeline/push/delivers[transport=tcp,other=x]',
  '30-pipeline/push/delivers[transport=tc]',
])('%s does not', glob => expect(caseGlob(glob)(name)).toBe(false))
