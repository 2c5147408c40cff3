// How many messages take the time that one measurement is given: found once for each pairing, then fixed, so that all rounds are alike.
//   few messages ──► how long? ──too short──► more ──► … ──long enough──► again ──the same──► count

/** Messages of the first try, by octets of a message. */
const firstTry = (size: number): number => (size >= 1_000_000 ? 20 : size >= 32_768 ? 100 : 1000)
/** A try of at least this part of the wanted time says something. */
const enough = 0.6
/** It is believed when the one before said the same, but for this part … */
const agreement = 0.25
/** … and when so many times the wanted time has been measured in all: the first tries meet a compiler that is not done yet. */
const settling = 2.5
const growth = 16
const tries = 10

export interface Amount {
  readonly count: number
  readonly warmup: number
}

/** A fifth more, unmeasured, before each measurement: connections, buffers and compilers settle. */
export const amountOf = (count: number): Amount => ({ count, warmup: Math.max(10, Math.ceil(count / 5)) })

/**
 * @param least messages that say something, however long they take
 * @param measure nanoseconds that so many messages take
 */
export async function calibrate(
  { size, seconds, least }: { readonly size: number; readonly seconds: number; readonly least: number },
  measure: (amount: Amount) => Promise<number>,
): Promise<Amount> {
  let count = Math.max(least, firstTry(size))
  let [before, total] = [Number.POSITIVE_INFINITY, 0]
  for (let left = tries; left > 0; left--) {
    const took = Math.max((await measure(amountOf(count))) / 1e9, 1e-9)
    const each = took / count
    total += took
    const long = took >= seconds * enough
    const believed = long && total >= seconds * settling && Math.abs(each - before) <= agreement * each
    count = Math.max(least, Math.round(Math.min(seconds / each, count * growth)))
    if (believed) break
    before = long ? each : Number.POSITIVE_INFINITY
  }
  // Two figures are enough to say, and to print.
  const step = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1)
  return amountOf(Math.ceil(count / step) * step)
}
