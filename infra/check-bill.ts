import { Token } from 'aws-cdk-lib'
import { rangeFault } from './range-fault.ts'
import { EDGE_REGION, whereItIs } from './region.ts'
import type { ImageServiceProps } from './props.ts'

type BillProps = Pick<ImageServiceProps, 'rateLimit' | 'monthlyBudget' | 'webAclId' | 'alarmEmail'>

/**
 * What is wrong with what bounds the bill.
 *
 * @param region of the stack in which it is made; `undefined` where that is not known
 */
export function billFaults(props: BillProps, region: string | undefined): string[] {
  const { rateLimit, monthlyBudget, webAclId, alarmEmail } = props
  const faults = rangeFault('rateLimit', rateLimit, 10, 2_000_000_000)
  if (rateLimit !== undefined && webAclId !== undefined) {
    faults.push('rateLimit: makes a web ACL, and webAclId names another; give that one a rule for it')
  } else if (rateLimit !== undefined && region !== EDGE_REGION) {
    faults.push(
      `rateLimit: CloudFront takes web ACLs from ${EDGE_REGION} only, ${whereItIs(region)}; make one there and give its ARN as webAclId (webAclArn in the context)`,
    )
  }
  if (monthlyBudget !== undefined && !Token.isUnresolved(monthlyBudget) && !(monthlyBudget > 0)) {
    faults.push(`monthlyBudget: must be a number of dollars above 0, but is ${monthlyBudget}`)
  }
  if (monthlyBudget !== undefined && alarmEmail === undefined)
    faults.push('monthlyBudget: needs alarmEmail, to tell it to')
  return faults
}

/** What is wrong with a web ACL that is there already. */
export function webAclFaults(webAclId: string | undefined): string[] {
  if (webAclId === undefined || !isElsewhere(webAclId)) return []
  return [`webAclId: CloudFront takes web ACLs from ${EDGE_REGION} only, and this one is ${webAclId}`]
}

function isElsewhere(webAclId: string): boolean {
  return !Token.isUnresolved(webAclId) && webAclId.startsWith('arn:') && webAclId.split(':')[3] !== EDGE_REGION
}
