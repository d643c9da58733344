import { type App, Stack, type StackProps } from 'aws-cdk-lib'
import { ConfigFault } from '../src/config/config.ts'
import { createBudget } from './budget.ts'
import { billFaults } from './check-bill.ts'
import type { ImageServiceProps } from './props.ts'
import { EDGE_REGION } from './region.ts'
import { createWebAcl } from './web-acl.ts'

/**
 * Makes what bounds the bill in a stack of its own, in us-east-1, where any is asked for: CloudFront takes the web ACL from there
 * only, and not every region's CloudFormation knows budgets
 * (https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2177). It is deployed before the service,
 * whose distribution names the web ACL; the alarms, which name the distribution, are therefore in another.
 *
 * @returns the props of the service, in which the web ACL is one that is there
 * @throws ConfigFault
 */
export function createBoundsStack(app: App, where: StackProps, props: ImageServiceProps): ImageServiceProps {
  const { rateLimit, monthlyBudget, ...rest } = props
  if (rateLimit === undefined && monthlyBudget === undefined) return props
  const faults = billFaults(props, EDGE_REGION)
  if (faults.length > 0) throw new ConfigFault(faults)
  const stack = new Stack(app, 'SizewrightBounds', {
    ...where,
    description: 'Sizewright: what bounds the bill',
  })
  if (monthlyBudget !== undefined && rest.alarmEmail !== undefined) createBudget(stack, monthlyBudget, rest.alarmEmail)
  return rateLimit === undefined ? rest : { ...rest, webAclId: createWebAcl(stack, rateLimit).attrArn }
}
