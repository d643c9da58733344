import { describe, expect, it } from 'vitest'
import { OF_RECONCILE } from '../../src/check/account.ts'
import { type CheckOutcome, runCheck, textOf } from '../../src/check/outcomes.ts'
import { adviceOf, quotaCheck } from '../../src/check/quota.ts'
import { at, flat } from '../infra/json.ts'
import { synth } from '../infra/synth.ts'
import { runOnce } from '../local/running.ts'
import { type AccountState, startAws } from './aws.ts'

const others = { name: 'Mine', variables: { TABLE: 'x' }, batches: 900 }
const ours = (batches: number) => ({ name: 'Sizewright-Reconcile', variables: { [OF_RECONCILE]: 'E1' }, batches })

async function ask(state: AccountState, other: object = {}) {
  const { config } = await startAws(state)
  const outcome = await runCheck(quotaCheck({ ...config, ...other }), null)
  return { ...outcome, text: textOf(outcome) }
}

describe('check --account', () => {
  it('says what to set where more is allowed than is made use of, and what that is in uploads', async () => {
    const { env, asked } = await startAws({ quota: 1000, functions: [others, ours(2)] })
    const { code, output } = await runOnce(['check', '--account'], env)
    expect(output).toBe(`✓ Lambda’s quota bears what is deployed (1000 executions at once in eu-central-1)
    Deployed as Sizewright-Reconcile: 2 batches of uploads at once, about 430 uploads a minute
    Set: npx cdk deploy -c accountConcurrency=1000
    (in cdk.json, under "context": "accountConcurrency": 1000), which is 250 batches of uploads at once, about 53,000 uploads a minute.
    More: aws service-quotas request-service-quota-increase --region eu-central-1 --service-code lambda --quota-code L-B99A9384 --desired-value 2000

1 held, 0 did not, 0 not checked
`)
    expect(code).toBe(0)
    expect(asked).toEqual([
      'lambda:GetAccountSettings',
      'lambda:ListFunctions',
      'lambda:ListFunctions',
      'lambda:ListEventSourceMappings',
    ])
  })

  it('says that there is nothing to set where there is nothing', async () => {
    const { outcome, text } = await ask({ quota: 10, functions: [ours(2)] })
    expect(text).toContain('That is what the quota gives: there is nothing to set.')
    expect(text).toContain('--desired-value 1000')
    expect([outcome, text.includes('cdk deploy')]).toEqual(['held', false])
  })

  it('fails where the deployment takes all that there is, and says what to set instead', async () => {
    const { outcome, text } = await ask({ quota: 1000, unreserved: 400, functions: [ours(250)] })
    expect(text).toContain(
      'bears what is deployed: 1000 executions at once in eu-central-1, of which uploads may take 250, and a rollout as many (unless rolloutConcurrency says otherwise): visitors get 429',
    )
    expect(text).toContain('Set: npx cdk deploy -c accountConcurrency=400\n')
    expect(text).toContain('600 are reserved for single functions.')
    expect(outcome).toBe('failed')
  })

  it('counts on what the configuration says where nothing is deployed', async () => {
    const { outcome, text } = await ask({ quota: 50, functions: [others] })
    expect(text).toContain(
      'Nothing is deployed in this region; without accountConcurrency 10 are counted on: 2 batches',
    )
    expect(outcome).toBe('held')
    expect(() => adviceOf({ region: 'x', quota: 50, unreserved: 50, deployed: [] }, 1000)).toThrow('may take 250')
  })

  it('tells the quota to whoever may not see what is deployed', async () => {
    const { outcome, text } = await ask({ quota: 50, functions: [ours(2)], denied: ['lambda:ListFunctions'] })
    expect(text).toContain('50 executions at once')
    expect(text).toContain('What is deployed cannot be seen without lambda:ListFunctions')
    expect(outcome).toBe('held')
  })

  it.each([
    ['they may not', { denied: ['lambda:GetAccountSettings'] }, {}, 'these AWS credentials may not lambda:GetAccountS'],
    [
      'nobody knows them',
      {},
      { credentials: { accessKeyId: 'AKIDOTHER', secretAccessKey: 'x' } },
      'AWS does not know these',
    ],
    ['no region is said', {}, { region: '' }, 'it is not said in which region: say AWS_REGION'],
  ])('sees nothing, and says that %s', async (_, state, wrong, message) => {
    expect(await ask(state, wrong)).toMatchObject({ outcome: 'unseen', message: expect.stringContaining(message) })
  })

  it('ends with 2 without credentials, and says how to give them', async () => {
    const { env } = await startAws({})
    const { code, output } = await runOnce(['check', '--account'], { ...env, AWS_ACCESS_KEY_ID: '' })
    expect([code, output]).toEqual([2, expect.stringContaining('there are no AWS credentials: say AWS_PROFILE')])
    expect(output).not.toMatch(/\n\s+at /)
  })

  it('says it as JSON, too', async () => {
    const { env } = await startAws({ quota: 1000 })
    const told: { outcomes: CheckOutcome[] } = JSON.parse((await runOnce(['check', '--account', '--json'], env)).output)
    expect(told.outcomes[0]?.lines?.[1]).toBe('Set: npx cdk deploy -c accountConcurrency=1000')
  })

  it('says so where AWS does not answer', async () =>
    expect(await ask({}, { endpoint: 'http://127.0.0.1:1', maxAttempts: 1 })).toMatchObject({
      outcome: 'unseen',
      message: expect.stringContaining('AWS does not answer: '),
    }))
})

it('the reconcile function, and no other one, has the variable by which it is found', () => {
  const all = synth().resources('AWS::Lambda::Function')
  const having = all.filter(({ properties }) => at(properties, 'Environment', 'Variables', OF_RECONCILE) !== undefined)
  expect(having.map(({ properties }) => flat(at(properties, 'Description')))).toEqual([
    'Sizewright: makes the stored renditions agree with their originals',
  ])
})
