/** What somebody wants to try makes no sense; the message says what does. */
export class TrialFault extends Error {
  override name = 'TrialFault'
}
