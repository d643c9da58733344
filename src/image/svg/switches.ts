/** What librsvg draws of an element `switch`: SVG 2, 5.8. It draws nothing of `foreignObject`. */
export interface Switches {
  /** A `switch` begins. @param depth its own */
  open(depth: number): void
  /**
   * An element begins.
   *
   * @param parent how deep its parent lies
   * @returns whether it is not drawn because it is for readers of some language: we know of none
   */
  child(parent: number, name: string, attributes: string): boolean
  /** A `foreignObject` with something in it has ended. */
  foreign(parent: number, attributes: string): void
  /** An element ends. */
  close(depth: number): void
  /** Whether something in a `foreignObject` is drawn in no other way. */
  hasLost(): boolean
}

interface Switch {
  readonly depth: number
  /** There is another child, which is drawn where the `foreignObject` is not. */
  hasOther: boolean
  hasForeign: boolean
}

export function createSwitches(): Switches {
  const open: Switch[] = []
  let hasLost = false

  /** The `switch` whose child an element is. */
  const switchAt = (parent: number) => (open.at(-1)?.depth === parent ? open.at(-1) : undefined)

  return {
    open: (depth) => void open.push({ depth, hasOther: false, hasForeign: false }),
    child(parent, name, attributes) {
      const of = switchAt(parent)
      if (of === undefined || name === 'foreignObject') return false
      if (attributes.includes('systemLanguage')) return true
      of.hasOther = true
      return false
    },
    foreign(parent, attributes) {
      const of = switchAt(parent)
      if (of === undefined) hasLost = true
      else if (of.hasOther) return // that comes first, for everybody
      else if (/required(?:Features|Extensions)/.test(attributes)) of.hasForeign = true
      else hasLost = true // it is chosen, and drawn as nothing
    },
    close(depth) {
      if (open.at(-1)?.depth !== depth) return
      const { hasForeign, hasOther } = open.pop()!
      hasLost ||= hasForeign && !hasOther
    },
    hasLost: () => hasLost,
  }
}
