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

/** A test for cases. Wildcards: `*` within a part, `**` across parts, `{a,b}`, `?`. */
export function caseGlob(glob: string): (name: CaseName) => boolean {
  const open = glob.indexOf('[')
  const path = (open < 0 ? glob : glob.slice(0, open)).replace(/\/+$/, '')
  const wanted = open < 0 ? [] : axesOf(glob.slice(open + 1).replace(/\]$/, ''))
  const matches = picomatch([path, `${path}/**`])
  const values = wanted.map(([axis, value]) => [axis, value === '' ? (text: string) => text === '' : picomatch(value)] as const)
  return ({ id, axes }) =>
    matches(withoutAxes(id)) && values.every(([axis, matchesValue]) => axes[axis] !== undefined && matchesValue(axes[axis]))
}
