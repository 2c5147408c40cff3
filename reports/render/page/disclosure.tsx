// <details> that makes its content when first opened: thousands of closed ones cost nothing.

import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

interface Props {
  readonly summary: ComponentChildren
  readonly class?: string
  readonly open?: boolean
  readonly children: () => ComponentChildren
}

export function Disclosure({ summary, class: name = '', open = false, children }: Props) {
  const [isOpen, setOpen] = useState(open)
  const [made, setMade] = useState(open)
  return (
    <details
      class={name}
      open={isOpen}
      onToggle={event => {
        setOpen(event.currentTarget.open)
        if (event.currentTarget.open) setMade(true)
      }}
    >
      <summary>{summary}</summary>
      {made && children()}
    </details>
  )
}
