/**
 * Reads the variables that the deployment must set.
 *
 * @throws Error naming all that are missing
 */
export function readEnvironment<const N extends string>(
  names: readonly N[],
  from: Readonly<Record<string, string | undefined>> = process.env,
): Record<N, string> {
  const missing = names.filter((name) => !from[name])
  if (missing.length > 0) throw new Error(`the environment has no ${missing.join(', no ')}`)
  const entries = names.map((name) => [name, from[name]])
  return Object.fromEntries(entries) as Record<N, string> // oxlint-disable-line typescript/no-unsafe-type-assertion -- all are there
}
