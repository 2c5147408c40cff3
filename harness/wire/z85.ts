// Keys as text (32/Z85), for the options of a subject.
// Rule: encodes only, and only octets by four: keys have 32.

const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'

/** Five characters for each four octets. */
export function z85(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 4) {
    let value = Buffer.from(bytes).readUInt32BE(at)
    let group = ''
    for (let digit = 0; digit < 5; digit++) {
      group = digits[value % 85]! + group
      value = Math.floor(value / 85)
    }
    text += group
  }
  return text
}
