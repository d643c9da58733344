import { Token } from 'aws-cdk-lib'

/** What is wrong with a number that must be whole and within bounds; one that only the deployment knows is not checked. */
export function rangeFault(name: string, value: number | undefined, min: number, max: number): string[] {
  if (value === undefined || Token.isUnresolved(value)) return []
  if (Number.isInteger(value) && value >= min && value <= max) return []
  return [`${name}: must be a whole number from ${min} to ${max}, but is ${value}`]
}
