import { Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import type { IConstruct } from 'constructs'
import { describe, expect, it } from 'vitest'
import { variants } from './variants.ts'

/** `finding construct` of everything that the pack has to say. */
function findings(root: IConstruct, acknowledged: 'left out' | 'too'): string[] {
  const checks = new AwsSolutionsChecks(root)
  if (acknowledged === 'too') Object.defineProperty(checks, 'isAcknowledged', { value: () => false })
  return checks
    .validateScope(root)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    )
}

interface Acknowledgement {
  readonly finding: string
  readonly path: string
  readonly reason: string
}

function acknowledgements(root: IConstruct): Acknowledgement[] {
  return root.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries<unknown>(data))
      .map(([id, reason]) => ({ finding: id.replace(/^annotation::/i, ''), path: node.path, reason: String(reason) }))
      .filter(({ finding }) => finding.startsWith('AwsSolutions-')),
  )
}

describe.each(Object.entries(variants))('the AwsSolutions pack, %s', (_, create) => {
  const { app } = create({})

  it('finds nothing that was not meant to be so', () => expect(findings(app, 'left out')).toEqual([]))

  it('finds everything that is acknowledged, or it would hide what comes later', () => {
    const found = findings(app, 'too')
    const idle = acknowledgements(app).filter(
      ({ finding, path }) => !found.some((one) => one.startsWith(`${finding} ${path}`)),
    )
    expect(idle.map(({ finding, path }) => `${finding} ${path}`)).toEqual([])
  })

  it('gets a reason for each', () => {
    for (const { reason } of acknowledgements(app)) expect(reason.length).toBeGreaterThan(40)
  })
})
