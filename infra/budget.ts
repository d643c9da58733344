import { CfnBudget } from 'aws-cdk-lib/aws-budgets'
import type { Construct } from 'constructs'

/**
 * A budget of the whole account, since what a service costs is told apart only by tags that the owner of the account has
 * activated for it. It mails when most of it is spent, and when the month will probably exceed it. It stops nothing.
 * Its figures are hours old: https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html
 */
export function createBudget(scope: Construct, dollars: number, email: string): CfnBudget {
  const notice = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
    notification: { notificationType, threshold, thresholdType: 'PERCENTAGE', comparisonOperator: 'GREATER_THAN' },
    subscribers: [{ subscriptionType: 'EMAIL', address: email }],
  })
  return new CfnBudget(scope, 'Budget', {
    budget: { budgetType: 'COST', timeUnit: 'MONTHLY', budgetLimit: { amount: dollars, unit: 'USD' } },
    notificationsWithSubscribers: [notice('ACTUAL', 80), notice('ACTUAL', 100), notice('FORECASTED', 100)],
  })
}
