// How many messages take the time that one measurement is given: found once for each pairing, then fixed, so that all rounds are alike.
//   few messages ──► how long? ──too short──► more ──► … ──long enough──► again ──the same──► count

/** Messages of the first try, by octets of a message. */
const firstTry = (size: number): number => (size >= 1_000_000 ? 20 : size >= 32_768 ? 100 : 1000)
const fewest = 20
/** One call may give many messages, and those of the call that ends the warm-up do not count: so many calls' worth at least. */
const calls = 16
/** A try of at least this part of the wanted time says something. */
const enough = 0.6
/** It is believed when the one before said the same, but for this part: the first tries meet a compiler that is not done yet. */
const agreement = 0.25
const growth = 16
const tries = 10

export interface Amount {
  readonly count: number
  readonly warmup: number
}

/** A fifth more, unmeasured, before each measurement: connections, buffers and compilers settle. */
export const amountOf = (count: number): Amount => ({ count, warmup: Math.max(10, Math.ceil(count / 5)) })

/**
 * @param perCall messages that one receiving call may give
 * @param measure nanoseconds that so many messages take
 */
export async function calibrate(
  { size, seconds, perCall }: { readonly size: number; readonly seconds: number; readonly perCall: number },
  measure: (amount: Amount) => Promise<number>,
): Promise<Amount> {
  const least = perCall === 1 ? fewest : Math.max(fewest, calls * perCall)
  let count = Math.max(least, firstTry(size))
  let before = Number.POSITIVE_INFINITY
  for (let left = tries; left > 0; left--) {
    const took = Math.max((await measure(amountOf(count))) / 1e9, 1e-9)
    const each = took / count
    const long = took >= seconds * enough
    const believed = long && Math.abs(each - before) <= agreement * each
    count = Math.max(least, Math.round(Math.min(seconds / each, count * growth)))
    if (believed) break
    before = long ? each : Number.POSITIVE_INFINITY
  }
  // Two figures are enough to say, and to print.
  const step = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1)
  return amountOf(Math.ceil(count / step) * step)
}
