import { Architecture } from 'aws-cdk-lib/aws-lambda'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { describe, expect, it } from 'vitest'
import { at, flat, isObject } from './json.ts'
import { synth, type Synthesized } from './synth.ts'

const all = synth()
const lambda = (from: Synthesized, name: string) => from.resource('AWS::Lambda::Function', name).properties
const asset = (from: Synthesized, name: string) => at(lambda(from, name), 'Code', 'S3Key')

function environmentOf(name: string): Record<string, string> {
  const variables = at(lambda(all, name), 'Environment', 'Variables')
  return Object.fromEntries(
    Object.entries(isObject(variables) ? variables : {}).map(([key, value]) => [key, flat(value)]),
  )
}

describe('both functions', () => {
  const common = {
    SIZEWRIGHT_ORIGINALS: '<Originals>',
    SIZEWRIGHT_PROCESSED: '<Processed>',
    SIZEWRIGHT_ERRORS: '<Errors>',
    SIZEWRIGHT_ACCOUNT: '<AWS::AccountId>',
    SIZEWRIGHT_QUEUE_URL: '<Queue>',
    POWERTOOLS_METRICS_NAMESPACE: 'Sizewright',
    MALLOC_ARENA_MAX: '2',
    XDG_CACHE_HOME: '/tmp',
  }

  it('are told where everything is; only reconcile knows of the distribution', () => {
    expect(environmentOf('Serve')).toEqual({ ...common, POWERTOOLS_SERVICE_NAME: 'sizewright-serve' })
    expect(environmentOf('Reconcile')).toEqual({
      ...common,
      POWERTOOLS_SERVICE_NAME: 'sizewright-reconcile',
      SIZEWRIGHT_DISTRIBUTION_ID: '<Distribution>',
    })
  })

  it.each(['Serve', 'Reconcile'])('run on Node 24, on one core of arm64: %s', (name) =>
    expect(lambda(all, name)).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 1769,
      Handler: 'index.handler',
    }),
  )

  it('can run on other machines', () => {
    const own = synth({ architecture: Architecture.X86_64, memorySize: 3008, serveConcurrency: 50 })
    expect(lambda(own, 'Serve')).toMatchObject({
      Architectures: ['x86_64'],
      MemorySize: 3008,
      ReservedConcurrentExecutions: 50,
    })
    expect(asset(own, 'Serve')).not.toBe(asset(all, 'Serve'))
    expect(at(lambda(all, 'Serve'), 'ReservedConcurrentExecutions')).toBeUndefined()
    expect(at(lambda(own, 'Reconcile'), 'ReservedConcurrentExecutions')).toBeUndefined()
  })

  it('are other assets, and others again with another configuration', () => {
    expect(asset(all, 'Serve')).not.toBe(asset(all, 'Reconcile'))
    const changed = synth({ config: { quality: { jpeg: 70 } } })
    for (const name of ['Serve', 'Reconcile']) {
      expect(asset(changed, name)).not.toBe(asset(all, name))
      expect(asset(synth({ config: { formats: ['webp'] } }), name)).toBe(asset(all, name)) // which is the default
    }
  })

  it.each(['Serve', 'Reconcile'])('keep their logs for some time: %s', (name) => {
    expect(flat(at(lambda(all, name), 'LoggingConfig', 'LogGroup'))).toBe(`<${name}Log>`)
    const retention = (from: Synthesized) =>
      at(from.resource('AWS::Logs::LogGroup', `${name}Log`).properties, 'RetentionInDays')
    expect(retention(all)).toBe(90)
    expect(retention(synth({ logRetention: RetentionDays.ONE_DAY }))).toBe(1)
  })

  it('count under a name of their own, where there are several services', () => {
    const own = synth({ serviceName: 'staging' })
    expect(at(lambda(own, 'Serve'), 'Environment', 'Variables', 'POWERTOOLS_SERVICE_NAME')).toBe('staging-serve')
  })
})
