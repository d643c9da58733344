import { mean } from '../kit/rounds.ts'
import type { Row } from './judge.ts'

/** Bytes as shares of another setting's. */
export interface Shares {
  /** The mean over the pictures: each counts alike. */
  readonly mean: number
  /** Of the bytes of all pictures together: large ones count more. */
  readonly sum: number
}

/** At the qualities as they are set. */
export function sharesOf(row: Row, against: Row): Shares {
  return shares(
    row,
    against.pictures.map(({ bytes }) => bytes),
  )
}

/**
 * Against the files of another codec that have the same score, picture by picture: between two qualities, bytes grow by the
 * same factor with each point.
 *
 * @param line the other codec's rows, which differ in quality alone
 * @returns `null` where the qualities that were measured do not reach a picture's score
 */
export function sharesAtEqualScore(row: Row, line: readonly Row[]): Shares | null {
  const bytes = row.pictures.map(({ s2 }, index) => {
    const points = line.map(({ pictures }) => pictures[index]!)
    return bytesAt(s2, points)
  })
  return bytes.includes(null) ? null : shares(row, bytes.map(Number))
}

/** @returns the bytes that files with this score would have, `null` where no two of the points have it between them */
export function bytesAt(score: number, points: Row['pictures']): number | null {
  const sorted = points.toSorted((a, b) => a.s2 - b.s2)
  const upper = sorted.findIndex(({ s2 }) => s2 >= score)
  if (upper < 1) return null
  const [a, b] = [sorted[upper - 1]!, sorted[upper]!]
  return a.bytes * (b.bytes / a.bytes) ** ((score - a.s2) / (b.s2 - a.s2))
}

function shares({ pictures }: Row, against: readonly number[]): Shares {
  const sum = (list: readonly number[]) => list.reduce((total, count) => total + count, 0)
  const ours = pictures.map(({ bytes }) => bytes)
  return { mean: mean(ours.map((count, index) => count / against[index]!)), sum: sum(ours) / sum(against) }
}
