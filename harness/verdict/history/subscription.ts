// Who gets what is published (RFC 29, "SUB", "PUB": prefix of the first frame; RFC 37: subscriptions add up).
//
//   subscribed B "a"   subscribed B "a"   unsubscribed B "a"   sent A ["ab"]  ──►  received B ["ab"]      one of two is still there
//
// Rule: subscriptions count from the event on that says they are in force; the record is complete.

import { type Checker, showStamp } from './event.ts'

/** A multiset of prefixes. */
class Subscriptions {
  readonly #counts = new Map<string, number>()

  change(prefix: string, by: 1 | -1): void {
    this.#counts.set(prefix, Math.max(0, (this.#counts.get(prefix) ?? 0) + by))
  }

  matches(topic: string): boolean {
    return [...this.#counts].some(([prefix, count]) => count > 0 && topic.startsWith(prefix))
  }

  toString(): string {
    const held = [...this.#counts].flatMap(([prefix, count]) =>
      count > 0 ? [`${JSON.stringify(prefix)}${count > 1 ? ` × ${count}` : ''}`] : [],
    )
    return held.length === 0 ? 'nothing' : held.join(', ')
  }
}

const topicOf = (frames: readonly Uint8Array[]) => Buffer.from(frames[0] ?? []).toString('latin1')

/** Each of `subscribers` received exactly the published messages whose topic begins with one of its prefixes. */
export const subscriptionFilter =
  (subscribers: readonly string[]): Checker =>
  history => {
    const held = new Map(subscribers.map(name => [name, new Subscriptions()]))
    const received = new Set(
      history.flatMap(event => (event.kind === 'received' ? [`${showStamp(event.message.stamp)} at ${event.at}`] : [])),
    )
    for (const event of history) {
      if (event.kind === 'subscribed' || event.kind === 'unsubscribed')
        held.get(event.at)?.change(event.prefix, event.kind === 'subscribed' ? 1 : -1)
      if (event.kind !== 'sent') continue
      const [stamp, topic] = [showStamp(event.message.stamp), topicOf(event.message.frames)]
      for (const [name, subscriptions] of held) {
        const [expected, got] = [subscriptions.matches(topic), received.has(`${stamp} at ${name}`)]
        if (expected === got) continue
        const what = got ? 'received' : 'did not receive'
        return {
          rule: 'subscription-filter',
          text: `${name}, subscribed to ${subscriptions}, ${what} ${stamp} of topic ${JSON.stringify(topic)}`,
        }
      }
    }
    return null
  }
