import * as v from 'valibot'

/**
 * The Amazon States Language, as far as ours are written in it. Strict: a field that the interpreter would pass over makes
 * it refuse the whole definition.
 */

const next = { Next: v.optional(v.string()), End: v.optional(v.boolean()), Comment: v.optional(v.string()) }

const retry = v.array(
  v.strictObject({
    ErrorEquals: v.array(v.string()),
    IntervalSeconds: v.optional(v.number(), 1),
    BackoffRate: v.optional(v.number(), 2),
    MaxAttempts: v.optional(v.number(), 3),
    MaxDelaySeconds: v.optional(v.number(), Infinity),
    JitterStrategy: v.optional(v.string()),
  }),
)

const handled = {
  Retry: v.optional(retry, []),
  Catch: v.optional(
    v.array(
      v.strictObject({
        ErrorEquals: v.array(v.string()),
        ResultPath: v.optional(v.nullable(v.string())),
        Next: v.string(),
      }),
    ),
    [],
  ),
}

const shaped = {
  ResultSelector: v.optional(v.record(v.string(), v.unknown())),
  ResultPath: v.optional(v.nullable(v.string())),
  OutputPath: v.optional(v.string()),
}

const test = v.strictObject({
  Variable: v.string(),
  IsPresent: v.optional(v.boolean()),
  NumericGreaterThan: v.optional(v.number()),
})

const service = v.strictObject({ Resource: v.string(), Parameters: v.record(v.string(), v.unknown()) })

const wait = v.strictObject({ Type: v.literal('Wait'), Seconds: v.number(), ...next })
const succeed = v.strictObject({ Type: v.literal('Succeed') })
const fail = v.strictObject({ Type: v.literal('Fail'), Error: v.string(), Cause: v.string() })
const choice = v.strictObject({
  Type: v.literal('Choice'),
  Choices: v.array(
    v.union([
      v.strictObject({ ...test.entries, Next: v.string() }),
      v.strictObject({ And: v.array(test), Next: v.string() }),
    ]),
  ),
  Default: v.string(),
})
const task = v.strictObject({ Type: v.literal('Task'), ...service.entries, ...next, ...handled, ...shaped })

const map = v.strictObject({
  Type: v.literal('Map'),
  Label: v.optional(v.string()),
  ItemReader: service,
  ItemSelector: v.optional(v.record(v.string(), v.unknown())),
  ItemBatcher: v.optional(
    v.strictObject({ MaxItemsPerBatch: v.number(), BatchInput: v.record(v.string(), v.unknown()) }),
  ),
  MaxConcurrency: v.optional(v.number(), 40),
  ToleratedFailurePercentage: v.optional(v.number(), 0),
  ItemProcessor: v.lazy((): v.GenericSchema<unknown, Definition & { ProcessorConfig: { Mode: string } }> => processor),
  ResultWriter: v.optional(service),
  ...next,
  ...handled,
  ...shaped,
})

const state = v.variant('Type', [wait, succeed, fail, choice, task, map])

const processor = v.strictObject({
  ProcessorConfig: v.strictObject({
    Mode: v.literal('DISTRIBUTED'),
    ExecutionType: v.optional(v.string()),
  }),
  StartAt: v.string(),
  States: v.record(v.string(), state),
})

export const definition = v.strictObject({
  Comment: v.optional(v.string()),
  StartAt: v.string(),
  States: v.record(v.string(), state),
})

export interface Definition {
  readonly StartAt: string
  readonly States: Readonly<Record<string, State>>
}

export type Choice = v.InferOutput<typeof choice>
export type Task = v.InferOutput<typeof task>
export type MapState = v.InferOutput<typeof map>
export type State =
  | v.InferOutput<typeof wait>
  | v.InferOutput<typeof succeed>
  | v.InferOutput<typeof fail>
  | Choice
  | Task
  | MapState
