// Version conditions of known.yaml: `4.3.5`, `<=4.3.5`, `>=4.2 <5`, `4.3.*`.
// Rule: versions compare number by number; a missing number is zero.

const numbers = (version: string): readonly number[] => version.split(/[.\-+]/).map(part => Number.parseInt(part, 10) || 0)

function compare(left: string, right: string): number {
  const [a, b] = [numbers(left), numbers(right)]
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

const tests: Readonly<Record<string, (difference: number) => boolean>> = {
  '<': difference => difference < 0,
  '<=': difference => difference <= 0,
  '>': difference => difference > 0,
  '>=': difference => difference >= 0,
  '=': difference => difference === 0,
}

/** All conditions, separated by spaces, must hold. */
export const versionInRange = (version: string, range: string): boolean =>
  range
    .trim()
    .split(/\s+/)
    .every(condition => {
      if (condition === '*') return true
      if (condition.endsWith('.*')) return `${version}.`.startsWith(condition.slice(0, -1))
      const [, operator = '', operand = ''] = /^(<=|>=|<|>|=)?(.*)$/.exec(condition) ?? []
      return tests[operator || '=']!(compare(version, operand))
    })
