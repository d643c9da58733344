import { Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import type { ImageServiceProps } from '../../infra/props.ts'
import { ConfigFault } from '../../src/config/config.ts'
import { at, flat, isObject, type Json, listOf, plainName } from './json.ts'
import { synth } from './synth.ts'

const alarmEmail = 'ops@example.com'
const home = synth({ rateLimit: 2000, monthlyBudget: 50, alarmEmail }, {}, 'us-east-1')
const abroad = synth({ alarmEmail }, {}, 'eu-central-1')
const nowhere = synth({ alarmEmail })
const EDGE_ALARMS = ['ClientErrors', 'EdgeErrors', 'EdgeThrottles', 'EdgeUtilization', 'Requests']

function faultsOf(make: () => unknown): readonly string[] {
  try {
    make()
  } catch (error) {
    if (error instanceof ConfigFault) return error.faults
    throw error
  }
  return []
}

const faultsIn = (region: string | undefined, props: ImageServiceProps) => faultsOf(() => synth(props, {}, region))

const alarmNames = (ids: string[]) =>
  ids.map((id) => plainName(id).replace(/Alarm$/, '')).filter((name) => EDGE_ALARMS.includes(name))

const edgeAlarmsOf = ({ resources }: typeof home) =>
  alarmNames(resources('AWS::CloudWatch::Alarm').map(({ id }) => id)).toSorted()

describe('alarms on what CloudFront counts', () => {
  it('are there in us-east-1, and nowhere else, for there is nothing to see', () => {
    expect(edgeAlarmsOf(home)).toEqual(EDGE_ALARMS)
    expect(edgeAlarmsOf(abroad)).toEqual([])
    expect(edgeAlarmsOf(nowhere)).toEqual([])
  })

  it('watch requests, what is not there, and whether the edge function fails, is refused or takes too long', () => {
    const watched = home.resources('AWS::CloudWatch::Alarm').flatMap(({ id, properties }) => {
      const [name] = alarmNames([id])
      const metric = flat(at(properties, 'MetricName'))
      if (name === undefined || name === 'ClientErrors') return []
      expect(flat(at(properties, 'Namespace'))).toBe('AWS/CloudFront')
      const dimensions = listOf(at(properties, 'Dimensions')).map((one) => flat(at(one, 'Value')))
      expect(dimensions).toContain('Global')
      return [`${name}: ${flat(at(properties, 'Statistic'))} of ${metric} > ${flat(at(properties, 'Threshold'))}`]
    })
    expect(watched.toSorted()).toEqual([
      'EdgeErrors: Sum of FunctionExecutionErrors > 0',
      'EdgeThrottles: Sum of FunctionThrottles > 0',
      'EdgeUtilization: Average of FunctionComputeUtilization > 70',
      'Requests: Sum of Requests > 300000',
    ])
  })

  it('name the very function that the distribution runs', () => {
    const Name = at(home.resource('AWS::CloudFront::Function').properties, 'Name')
    const alarm = home.resources('AWS::CloudWatch::Alarm').find(({ id }) => alarmNames([id])[0] === 'EdgeErrors')
    expect(listOf(at(alarm?.properties, 'Dimensions'))).toContainEqual({ Name: 'FunctionName', Value: Name })
  })

  it('weigh 4xx only where there are requests', () => {
    const alarm = home.resources('AWS::CloudWatch::Alarm').find(({ id }) => alarmNames([id])[0] === 'ClientErrors')
    const metrics = listOf(at(alarm?.properties, 'Metrics'))
    expect(metrics.map((one) => at(one, 'Expression')).filter((one) => one !== undefined)).toEqual([
      'IF(FILL(requests, 0) >= 3000, FILL(errors, 0), 0)',
    ])
    expect(metrics.flatMap((one) => at(one, 'MetricStat', 'Metric', 'MetricName') ?? [])).toEqual([
      'Requests',
      '4xxErrorRate',
    ])
    for (const one of metrics.filter((metric) => at(metric, 'MetricStat') !== undefined))
      expect(listOf(at(one, 'MetricStat', 'Metric', 'Dimensions'))).toContainEqual({ Name: 'Region', Value: 'Global' })
  })

  it('are made in another stack by watchEdge, and go to the same address', () => {
    const own = synth({ alarmEmail }, { '@aws-cdk/core:defaultCrossStackReferences': 'weak' }, 'eu-central-1')
    const stack = new Stack(own.app, 'Alarms', { env: { account: '111122223333', region: 'us-east-1' } })
    own.images.watchEdge(stack)
    const template: Json = Template.fromStack(stack).toJSON()
    const all = at(template, 'Resources')
    const entries = Object.entries(isObject(all) ? all : {})
    const alarms = entries.filter(([, one]) => at(one, 'Type') === 'AWS::CloudWatch::Alarm')
    expect(alarmNames(alarms.map(([id]) => id)).toSorted()).toEqual(EDGE_ALARMS)
    const [topic] = entries.find(([, one]) => at(one, 'Type') === 'AWS::SNS::Topic')!
    for (const [, alarm] of alarms) expect(at(alarm, 'Properties', 'AlarmActions')).toEqual([{ Ref: topic }])
    const subscription = entries.find(([, one]) => at(one, 'Type') === 'AWS::SNS::Subscription')
    expect(at(subscription?.[1], 'Properties', 'Endpoint')).toBe(alarmEmail)
  })

  it('cannot be made elsewhere', () => {
    expect(
      faultsOf(() => abroad.images.watchEdge(new Stack(abroad.app, 'There', { env: { region: 'eu-west-1' } }))),
    ).toEqual(['watchEdge: CloudFront counts in us-east-1 only, and this stack is in eu-west-1'])
  })
})

describe('a rate limit', () => {
  it('is a rule of a web ACL that the distribution has', () => {
    const acl = home.resource('AWS::WAFv2::WebACL')
    expect(acl.properties).toMatchObject({
      Scope: 'CLOUDFRONT',
      DefaultAction: { Allow: {} },
      Rules: [
        {
          Action: { Block: { CustomResponse: { ResponseCode: 429 } } },
          Statement: { RateBasedStatement: { Limit: 2000, EvaluationWindowSec: 300, AggregateKeyType: 'IP' } },
        },
      ],
    })
    const { properties } = home.resource('AWS::CloudFront::Distribution')
    expect(at(properties, 'DistributionConfig', 'WebACLId')).toEqual({ 'Fn::GetAtt': [acl.id, 'Arn'] })
  })

  it('is not there by default', () => {
    expect(abroad.resources('AWS::WAFv2::WebACL')).toEqual([])
    expect(synth({}, {}, 'us-east-1').resources('AWS::WAFv2::WebACL')).toEqual([])
  })

  it('is refused where CloudFront takes no web ACL from, and it is said what to do', () => {
    const why = 'rateLimit: CloudFront takes web ACLs from us-east-1 only, and'
    const instead = '; make one there and give its ARN as webAclId (webAclArn in the context)'
    expect(faultsIn('us-east-1', { rateLimit: 2000 })).toEqual([])
    expect(faultsIn('eu-central-1', { rateLimit: 2000 })).toEqual([`${why} this stack is in eu-central-1${instead}`])
    expect(faultsIn(undefined, { rateLimit: 2000 })).toEqual([
      `${why} this stack's region is not known (its \`env\` says it; on the command line the profile or AWS_REGION, with credentials; of \`npm run template\` --region)${instead}`,
    ])
  })

  it('is refused beside a web ACL that is there, and so is one of another region', () => {
    const webAclId = 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/b'
    expect(faultsIn('us-east-1', { rateLimit: 9, webAclId })).toEqual([
      'rateLimit: must be a whole number from 10 to 2000000000, but is 9',
      'rateLimit: makes a web ACL, and webAclId names another; give that one a rule for it',
    ])
    expect(faultsIn('eu-central-1', { webAclId })).toEqual([])
    const regional = webAclId.replace('us-east-1', 'eu-central-1').replace('global', 'regional')
    expect(faultsIn('eu-central-1', { webAclId: regional })).toEqual([
      `webAclId: CloudFront takes web ACLs from us-east-1 only, and this one is ${regional}`,
    ])
  })
})

describe('a budget', () => {
  it('of a month mails what is spent, and what will be', () => {
    const { properties } = home.resource('AWS::Budgets::Budget')
    expect(at(properties, 'Budget')).toEqual({
      BudgetType: 'COST',
      TimeUnit: 'MONTHLY',
      BudgetLimit: { Amount: 50, Unit: 'USD' },
    })
    const notices = listOf(at(properties, 'NotificationsWithSubscribers'))
    expect(
      notices.map((one) => [at(one, 'Notification', 'NotificationType'), at(one, 'Notification', 'Threshold')]),
    ).toEqual([
      ['ACTUAL', 80],
      ['ACTUAL', 100],
      ['FORECASTED', 100],
    ])
    for (const one of notices)
      expect(at(one, 'Subscribers')).toEqual([{ SubscriptionType: 'EMAIL', Address: alarmEmail }])
  })

  it('is not there by default, and needs somebody to tell', () => {
    expect(nowhere.resources('AWS::Budgets::Budget')).toEqual([])
    expect(faultsIn(undefined, { monthlyBudget: 0 })).toEqual([
      'monthlyBudget: must be a number of dollars above 0, but is 0',
      'monthlyBudget: needs alarmEmail, to tell it to',
    ])
    expect(faultsIn(undefined, { monthlyBudget: 12.5, alarmEmail })).toEqual([])
  })
})
