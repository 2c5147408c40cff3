// Names of cases with wildcards: `30-pipeline/push/*`, `**/greeting`, `30-pipeline/push/delivers[transport=tcp]`.
// Rule: a glob of fewer parts names everything beneath it; in brackets, axes that are not named are free.

import picomatch from 'picomatch'

export interface CaseName {
  /** `chapter/section/slug` with its axes in brackets. */
  readonly id: string
  readonly axes: Readonly<Record<string, string>>
}

const withoutAxes = (id: string): string => id.replace(/\[.*$/, '')

function axesOf(text: string): readonly (readonly [axis: string, value: string])[] {
  return text.split(/,(?![^{]*\})/).map(pair => {
    const [axis = '', ...value] = pair.split('=')
    return [axis.trim(), value.join('=').trim()] as const
  })
}

type Test = (name: CaseName) => boolean

/** The entries of a known.yaml are asked about every case: each pattern is read once. */
const tests = new Map<string, Test>()

/** A test for cases. Wildcards: `*` within a part, `**` across parts, `{a,b}`, `?`. */
export function caseGlob(glob: string): Test {
  let test = tests.get(glob)
  if (test === undefined) tests.set(glob, (test = testFor(glob)))
  return test
}

function testFor(glob: string): Test {
  const open = glob.indexOf('[')
  const path = (open < 0 ? glob : glob.slice(0, open)).replace(/\/+$/, '')
  const wanted = open < 0 ? [] : axesOf(glob.slice(open + 1).replace(/\]$/, ''))
  const matches = picomatch([path, `${path}/**`])
  const values = wanted.map(([axis, value]) => [axis, value === '' ? (text: string) => text === '' : picomatch(value)] as const)
  return ({ id, axes }) =>
    matches(withoutAxes(id)) && values.every(([axis, matchesValue]) => axes[axis] !== undefined && matchesValue(axes[axis]))
}
