// Text from subjects made safe to show: peers send what they like, and it ends up in terminals, XML and pages.
// Rule: nothing disappears. A control character becomes its picture, a direction override its code point in brackets.

const unsafe =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** Tab and line feed stay; `␀` for NUL, `‹U+202E›` for what has no picture. */
export function printable(text: string): string {
  return text.replace(unsafe, show)
}

/** As `printable`, on one line: line feeds become `␊`, tabs `␉`. */
export function oneLine(text: string): string {
  return printable(text).replaceAll('\n', '␊').replaceAll('\t', '␉')
}

function show(character: string): string {
  const code = character.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  if (code === 0x7f) return '␡'
  return `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›`
}
