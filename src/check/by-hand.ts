import { type Check, Inconclusive } from './check.ts'

/** What only the owner of the account can see. */
const NEEDS_THE_ACCOUNT: readonly (readonly [title: string, point: number, why: string])[] = [
  ['503 is not kept', 5, 'it cannot be provoked without harm'],
  ['nothing is lost while a permission is missing', 8, 'it needs a permission to be taken away for a while'],
  ['dead letters come back', 9, 'it needs the queue and six hours'],
  ['a rollout succeeds, and can be stopped', 11, 'it needs the state machine'],
  ['the dashboard has numbers', 12, 'it needs the console'],
  ['private pictures need a signature', 13, 'it needs your keys'],
  ['what is in an archive stays', 14, 'it needs an object in an archive, and hours for its restore'],
]

/** Checks that are listed as not made, so that somebody makes them by hand. */
export const byHandChecks: readonly Check[] = NEEDS_THE_ACCOUNT.map(([title, point, why]) => ({
  title,
  point,
  run: () => Promise.reject(new Inconclusive(`${why}: go through it by hand once`)),
}))
