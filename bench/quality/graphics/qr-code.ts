import { box, drawn, type Graphic, pngOf } from '../drawing/drawing.ts'
import { seeded } from '../drawing/random.ts'

const [SIDE, QUIET, MODULE] = [37, 4, 36]

/** What a QR code looks like, not one that says something: three finders, timing, an alignment mark, and chance. */
export const qrCode: Graphic = {
  name: 'QR code',
  async file() {
    const random = seeded(61)
    const modules = Array.from({ length: SIDE * SIDE }, (_, index) => {
      const [x, y] = [index % SIDE, Math.floor(index / SIDE)]
      return (isDark(x, y) ?? random() < 0.5)
        ? box((x + QUIET) * MODULE, (y + QUIET) * MODULE, MODULE, MODULE, '#000')
        : ''
    })
    const side = (SIDE + 2 * QUIET) * MODULE
    return pngOf(await drawn(side, side, modules.join('')))
  },
}

/** Whether a module is dark that is the same in each code of this size; `null` is for the others. */
function isDark(x: number, y: number): boolean | null {
  for (const [left, top] of [
    [0, 0],
    [SIDE - 7, 0],
    [0, SIDE - 7],
  ] as const) {
    const ring = Math.max(Math.abs(x - left - 3), Math.abs(y - top - 3))
    if (ring <= 4) return ring !== 2 && ring !== 4
  }
  const ring = Math.max(Math.abs(x - SIDE + 7), Math.abs(y - SIDE + 7))
  if (ring <= 2) return ring !== 1
  if (x === 6 || y === 6) return (x + y) % 2 === 0
  return null
}
