/** What went wrong, in a line for the report: no stack, and of the system's faults no path. */
export function tell(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && 'path' in error ? String(error.code) : error.message
}
