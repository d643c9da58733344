/** What a GIF counts its delays in, in ms, and the longest that Sharp can write. */
const [UNIT, LONGEST] = [10, 65_530]
/**
 * The shortest time in ms that a frame of a GIF is shown. Browsers take 10 and less for a mistake and show it for 100:
 * https://webkit.org/b/36082, and `FrameTimeout` in Firefox (https://bugzilla.mozilla.org/show_bug.cgi?id=890743).
 */
const SHORTEST = 20

/**
 * The delays of a GIF that plays as something did whose delays are any number of ms. What a frame is shown too long or too short is
 * carried to those that follow, so that all together take as long as before where they can; but a frame that is to be seen
 * for long keeps half of its time, however long the hasty ones before it took.
 */
export function gifDelays(delays: readonly number[]): number[] {
  let owed = 0
  return delays.map((ms) => {
    const wanted = Math.max(ms + owed, ms / 2)
    const shown = Math.min(LONGEST, Math.max(SHORTEST, Math.round(wanted / UNIT) * UNIT))
    owed += ms - shown
    return shown
  })
}
