/** What the caller asked for makes no sense; the message says what does. */
export class UsageFault extends Error {
  override name = 'UsageFault'
}
