// Socket events as the application sees them: the engine's monitor events under the names of zeromq.js.

import type { MonitorEvent } from './monitor.ts'

/** `unknown` exists for programs that name it; this implementation has no such event. */
export type Event = MonitorEvent | { readonly type: 'unknown' }
export type EventType = Event['type']
/** The event for one type, for example `EventOfType<'connect:retry'>`. */
export type EventOfType<Type extends EventType = EventType> = Extract<Event, { readonly type: Type }>

/** Listening instead of reading; see `Observer`. */
export interface EventSubscriber {
  on<Type extends EventType>(type: Type, listener: (event: EventOfType<Type>) => void): EventSubscriber
  off<Type extends EventType>(type: Type, listener: (event: EventOfType<Type>) => void): EventSubscriber
}
