// Numbers that look random and are the same for the same seed (xorshift32).

export interface Chance {
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number
}

export function createChance(seed: number): Chance {
  let x = seed >>> 0 || 0x9e3779b9
  function step(): number {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    return x >>> 0
  }
  // Small seeds begin alike.
  for (let warm = 0; warm < 8; warm++) step()
  return { between: (least, most) => least + Math.floor((step() / 2 ** 32) * (most - least + 1)) }
}
