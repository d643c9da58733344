import { valueOf } from './attributes.ts'

/** Who draws an element: all, nobody, or browsers alone, which take every condition but that of a language for met. */
type Drawn = 'by all' | 'by browsers' | 'by nobody'

/**
 * What librsvg draws of an element `switch`, which is its first child whose conditions are met: SVG 2, 5.8 and 5.9. What a
 * browser would draw instead is lost only where there is no such child.
 */
export interface Switches {
  /** A `switch` begins. @param depth its own */
  open(depth: number): void
  /**
   * An element begins.
   *
   * @param parent how deep its parent lies
   */
  child(parent: number, attributes: string): Drawn
  /** Something is here that only browsers draw. */
  lose(): void
  /** An element ends. */
  leave(depth: number): void
  /** Whether something is lost that is drawn in no other way. */
  hasLost(): boolean
}

/** What `requiredFeatures` may name for librsvg: SVG 1.1, appendix N, as far as it goes. */
const FEATURES: ReadonlySet<string> = new Set([
  'org.w3c.svg.static',
  ...(
    'BasicFilter BasicGraphicsAttribute BasicPaintAttribute BasicStructure BasicText ConditionalProcessing ' +
    'ContainerAttribute Filter Gradient Image Marker Mask OpacityAttribute Pattern SVG SVG-static Shape Structure Style View'
  )
    .split(' ')
    .map((name) => `http://www.w3.org/TR/SVG11/feature#${name}`),
])

/** The part of a drawing in which something is lost. */
interface Part {
  hasLost: boolean
}

/** As a part, it is its children that browsers alone draw. */
interface Switch extends Part {
  readonly depth: number
  hasChosen: boolean
  readonly around: Part
  /** The part in which its present child is. */
  within: Part
}

export function createSwitches(): Switches {
  const drawing: Part = { hasLost: false }
  const open: Switch[] = []
  const here = () => open.at(-1)?.within ?? drawing

  return {
    open(depth) {
      const around = here()
      open.push({ depth, hasChosen: false, hasLost: false, around, within: around })
    },
    child(parent, attributes) {
      const of = open.at(-1)
      if (of?.depth !== parent) return 'by all'
      of.within = of.around
      // We know of no reader's language.
      if (of.hasChosen || valueOf(attributes, 'systemLanguage') !== null) return 'by nobody'
      of.hasChosen = isMet(attributes)
      if (of.hasChosen) return 'by all'
      of.within = of
      return 'by browsers'
    },
    lose() {
      here().hasLost = true
    },
    leave(depth) {
      if (open.at(-1)?.depth !== depth) return
      const { hasLost, hasChosen, around } = open.pop()!
      if (hasLost && !hasChosen) around.hasLost = true
    },
    hasLost: () => drawing.hasLost,
  }
}

/** It knows no extensions. */
function isMet(attributes: string): boolean {
  const features = valueOf(attributes, 'requiredFeatures')?.trim() ?? ''
  const hasFeatures = features === '' || features.split(/\s+/).every((one) => FEATURES.has(one))
  return hasFeatures && (valueOf(attributes, 'requiredExtensions') ?? '').trim() === ''
}
