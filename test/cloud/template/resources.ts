import * as v from 'valibot'
import { corsRules } from '../edge/bucket-cors.ts'
import type { Template } from './assembly.ts'
import type { Resolve } from './resolve.ts'

/** A resource of some type, with everything put in that it refers to. */
export interface Resource<T> {
  readonly id: string
  readonly properties: T
}

/** Resources of a type, as a schema describes the part of their properties that is looked at. */
export function resourcesOf<S extends v.GenericSchema>(
  { Resources }: Template,
  resolve: Resolve,
  type: string,
  schema: S,
): Resource<v.InferOutput<S>>[] {
  return Object.entries(Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id, { Properties }]) => ({ id, properties: v.parse(schema, resolve(Properties)) }))
}

/** The only one there is, or the only one that fits. */
export function one<T>(found: readonly T[], what: string): T {
  const [first, ...others] = found
  if (first === undefined || others.length > 0) throw new Error(`there are ${found.length} of ${what}, and not one`)
  return first
}

export const bucket = v.object({ CorsConfiguration: v.optional(corsRules, { CorsRules: [] }) })

export const queue = v.object({
  VisibilityTimeout: v.optional(v.number(), 30),
  MessageRetentionPeriod: v.optional(v.number(), 345_600),
  RedrivePolicy: v.optional(v.object({ deadLetterTargetArn: v.string(), maxReceiveCount: v.number() })),
})

export const lambda = v.object({
  Code: v.object({ S3Key: v.optional(v.string(), '') }),
  Handler: v.string(),
  Runtime: v.string(),
  Timeout: v.optional(v.number(), 3),
  MemorySize: v.optional(v.number(), 128),
  ReservedConcurrentExecutions: v.optional(v.number()),
  Role: v.string(),
  Environment: v.optional(v.object({ Variables: v.record(v.string(), v.string()) }), { Variables: {} }),
})

export const functionUrl = v.object({
  TargetFunctionArn: v.string(),
  AuthType: v.literal('AWS_IAM'),
  InvokeMode: v.literal('RESPONSE_STREAM'),
})

export const permission = v.object({
  Action: v.string(),
  FunctionName: v.string(),
  Principal: v.string(),
  SourceArn: v.optional(v.string()),
  InvokedViaFunctionUrl: v.optional(v.boolean(), false),
})

export const eventSource = v.object({
  EventSourceArn: v.optional(v.string(), ''),
  FunctionName: v.string(),
  BatchSize: v.optional(v.number(), 10),
  FunctionResponseTypes: v.optional(v.array(v.string()), []),
  ScalingConfig: v.optional(v.object({ MaximumConcurrency: v.number() })),
  FilterCriteria: v.optional(v.undefined()), // none is expected, and one would have to be heeded
})

export const edgeFunction = v.object({ FunctionCode: v.string() })

export const alarm = v.object({
  MetricName: v.optional(v.string()), // one over several metrics has none
  Namespace: v.optional(v.string()),
  Dimensions: v.optional(v.array(v.object({ Name: v.string(), Value: v.string() })), []),
  ComparisonOperator: v.string(),
  Threshold: v.number(),
})
