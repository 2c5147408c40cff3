// How many messages take the time that one measurement is given: found once for each pairing, then fixed, so that all rounds are alike.
//   few messages ──► how long? ──too short──► more ──► … ──as long as wanted──► count

/** Messages of the first try, by octets of a message. */
const firstTry = (size: number): number => (size >= 1_000_000 ? 20 : size >= 32_768 ? 100 : 1000)
/** A try within these parts of the wanted time is believed; so the last one ran as long as the rounds will, on warm code. */
const near = { least: 0.7, most: 1.5 } as const
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
  for (let left = tries; left > 0; left--) {
    const part = (await measure(amountOf(count))) / 1e9 / seconds
    const believed = part >= near.least && part <= near.most
    const next = Math.max(least, Math.round(Math.min(count / Math.max(part, 1e-9), count * growth)))
    const settled = next === count
    count = next
    if (believed || settled) break
  }
  // Two figures are enough to say, and to print.
  const step = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1)
  return amountOf(Math.ceil(count / step) * step)
}
