// Copies a command. Where the browser gives a page from a file no clipboard, the old way does it.

import { useState } from 'preact/hooks'

const words = { idle: 'copy', done: 'copied', failed: 'press Ctrl+C' } as const

export function CopyButton({ text }: { readonly text: string }) {
  const [state, setState] = useState<keyof typeof words>('idle')
  const copy = async () => setState((await toClipboard(text)) ? 'done' : 'failed')
  return (
    <button type="button" class="copy" aria-live="polite" onClick={copy} onBlur={() => setState('idle')}>
      {words[state]}
    </button>
  )
}

async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const field = document.createElement('textarea')
    field.value = text
    document.body.append(field)
    field.select()
    const copied = document.execCommand('copy')
    field.remove()
    return copied
  }
}
