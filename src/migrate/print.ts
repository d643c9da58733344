import { printable } from '../printable.ts'
import type { BoundedCounter } from './bounded-counter.ts'
import type { Proposal } from './propose.ts'
import type { Tally } from './tally.ts'

/** How many lines of each part are shown. */
const SHOWN = 20

/** Prints what was asked for, what is proposed, and what cannot be had. */
export function print(tally: Tally, { variants, covered, all }: Proposal): string {
  const { requests, lines, other, unreadable } = tally
  const share = (count: number) => `${((100 * count) / Math.max(1, requests)).toFixed(1).padStart(5)} %`
  const table = (title: string, counter: BoundedCounter) => {
    const entries = counter.entries()
    if (entries.length === 0) return []
    const rows = entries.slice(0, SHOWN).map(([name, count]) => `  ${share(count)}  ${printable(sizeText(name))}`)
    const more = entries.slice(SHOWN).reduce((sum, [, count]) => sum + count, 0) + counter.forgotten()
    return [
      '',
      title,
      ...rows,
      ...(more > 0 ? [`  ${share(more)}  others, ${entries.length - SHOWN} of them counted`] : []),
    ]
  }
  const forgotten = tally.sizes.forgotten()
  return [
    `${number(lines)} lines, ${number(requests)} requests for pictures in a form that is known, ${number(other)} others`,
    ...table('Addresses of', tally.dialects),
    ...table('Sizes, and how they are fitted', tally.sizes),
    ...(forgotten > 0
      ? [`  No share is too low by more than ${share(forgotten).trim()}: there are more sizes than are counted.`]
      : []),
    ...table('Formats', tally.formats),
    ...table('Originals at', tally.sources),
    '',
    all === 0
      ? 'No size is asked for, so none is proposed.'
      : `${variants.length} variants cover ${((100 * covered) / all).toFixed(1)} % of the requests for a size, each up to one and a half times smaller`,
    ...variants.map(
      ({ width, height, cover }) => `  ${sizeText(`${width || ''}x${height || ''} ${cover ? 'cover' : 'inside'}`)}`,
    ),
    ...table('Not to be had; who asks gets the variant without it', tally.lost),
    ...(unreadable > 0
      ? ['', `${number(unreadable)} requests are for sources that are encrypted or damaged: they cannot be read.`]
      : []),
  ].join('\n')
}

/** `300 wide`, `300x200, filled`. */
function sizeText(size: string): string {
  const [, width = '', height = '', fit] = /^(\d*)x(\d*) (cover|inside)$/.exec(size) ?? []
  if (fit === undefined) return size
  if (width === '' && height === '') return 'as it is'
  if (height === '') return `${width} wide`
  return width === ''
    ? `${height} high`
    : `${width}x${height}, ${fit === 'cover' ? 'filled' : 'the whole picture in it'}`
}

function number(count: number): string {
  return count.toLocaleString('en')
}
