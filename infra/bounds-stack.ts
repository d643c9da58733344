import { type App, Stack, type StackProps } from 'aws-cdk-lib'
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
 * @param where its name bears the region of the service, or a deployment for one would take away what another has
 * @returns the props of the service, in which the web ACL is one that is there, and what is wrong with those that are left out
 */
export function createBoundsStack(
  app: App,
  id: string,
  where: StackProps & { readonly stackName: string },
  props: ImageServiceProps,
): { readonly props: ImageServiceProps; readonly faults: readonly string[] } {
  const { rateLimit, monthlyBudget, ...rest } = props
  if (rateLimit === undefined && monthlyBudget === undefined) return { props, faults: [] }
  const faults = billFaults(props, EDGE_REGION)
  if (faults.length > 0) return { props: rest, faults }
  const stack = new Stack(app, id, { ...where, description: 'Sizewright: what bounds the bill' })
  if (monthlyBudget !== undefined && rest.alarmEmail !== undefined) createBudget(stack, monthlyBudget, rest.alarmEmail)
  const bounded = rateLimit === undefined ? rest : { ...rest, webAclId: createWebAcl(stack, rateLimit).attrArn }
  return { props: bounded, faults }
}
