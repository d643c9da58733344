import { read, fill, place, type Context } from './paths.ts'
import type { Choice, Definition, MapState, State, Task } from './language.ts'

/** Something failed, by a name that `Retry` and `Catch` know. */
export class StateFault extends Error {
  override name = 'StateFault'
  readonly error: string

  constructor(error: string, cause: string) {
    super(`${error}: ${cause}`)
    this.error = error
  }
}

/** What a state machine works with. */
export interface World {
  /** Calls a service. @throws StateFault */
  call(resource: string, parameters: unknown): Promise<unknown>
  /** The items of a bucket's listing. */
  list(parameters: unknown): Promise<unknown[]>
  /** Notes how a map over a listing went; returns what the map gives. */
  report(state: string, counts: { total: number; failed: number }): unknown
  sleep(seconds: number): Promise<void>
  /** Now, as ISO 8601 has it. */
  time(): string
}

/** Runs a definition to its end, and gives its output. */
export async function run(definition: Definition, input: unknown, context: Context, world: World): Promise<unknown> {
  let name = definition.StartAt
  let value = input
  for (;;) {
    const state = definition.States[name]
    if (state === undefined) throw new Error(`there is no state ${name}`)
    const here = { ...context, State: { Name: name, EnteredTime: world.time() } }
    if (state.Type === 'Succeed') return value
    if (state.Type === 'Fail') throw new StateFault(state.Error, state.Cause)
    if (state.Type === 'Choice') {
      name = choose(state, value, here)
      continue
    }
    const [output, next] = await enter(state, name, value, here, world)
    if (next === undefined) return output
    value = output
    name = next
  }
}

type Entered = [output: unknown, next: string | undefined]

async function enter(
  state: Exclude<State, Choice | { Type: 'Succeed' | 'Fail' }>,
  name: string,
  input: unknown,
  context: Context,
  world: World,
): Promise<Entered> {
  if (state.Type === 'Wait') {
    await world.sleep(state.Seconds)
    return [input, state.Next]
  }
  try {
    const work = () =>
      state.Type === 'Task' ? perform(state, input, context, world) : mapOver(state, name, input, context, world)
    const result = await retried(state, work, world)
    const selected = state.ResultSelector === undefined ? result : fill(state.ResultSelector, result, context)
    const placed = place(input, selected, state.ResultPath)
    return [state.OutputPath === undefined ? placed : read(state.OutputPath, placed, context), state.Next]
  } catch (fault) {
    const caught = state.Catch.find(({ ErrorEquals }) => matches(ErrorEquals, fault))
    if (caught === undefined) throw fault
    return [place(input, { Error: nameOf(fault) }, caught.ResultPath), caught.Next]
  }
}

async function perform(
  { Resource, Parameters }: Task,
  input: unknown,
  context: Context,
  world: World,
): Promise<unknown> {
  return world.call(Resource, fill(Parameters, input, context))
}

async function retried({ Retry }: Task | MapState, work: () => Promise<unknown>, world: World): Promise<unknown> {
  const used = new Map<(typeof Retry)[number], number>()
  for (;;) {
    try {
      return await work()
    } catch (fault) {
      const retrier = Retry.find(({ ErrorEquals }) => matches(ErrorEquals, fault))
      const times = retrier === undefined ? 0 : (used.get(retrier) ?? 0)
      if (retrier === undefined || times >= retrier.MaxAttempts) throw fault
      used.set(retrier, times + 1)
      await world.sleep(Math.min(retrier.IntervalSeconds * retrier.BackoffRate ** times, retrier.MaxDelaySeconds))
    }
  }
}

/** Maps over a listing in batches, each of which may fail. */
async function mapOver(
  state: MapState,
  name: string,
  input: unknown,
  context: Context,
  world: World,
): Promise<unknown> {
  const { ItemReader, ItemSelector, ItemBatcher, ItemProcessor } = state
  const found = await world.list(fill(ItemReader.Parameters, input, context))
  const items = found.map((item: unknown, index) => {
    const own = { ...context, Map: { Item: { Index: index, Value: item } } }
    return ItemSelector === undefined ? item : fill(ItemSelector, input, own)
  })
  const inputs =
    ItemBatcher === undefined ? items : batches(items, ItemBatcher.MaxItemsPerBatch, ItemBatcher.BatchInput)
  const outcomes = await atOnce(state.MaxConcurrency, inputs, (one) => run(ItemProcessor, one, context, world))
  const failed = outcomes.filter((outcome) => outcome.status === 'rejected')
  if (failed.length * 100 > inputs.length * state.ToleratedFailurePercentage) {
    throw new StateFault('States.ExceedToleratedFailureThreshold', `${failed.length} of ${inputs.length} failed`)
  }
  return world.report(name, { total: inputs.length, failed: failed.length })
}

function batches(items: readonly unknown[], size: number, BatchInput: unknown): unknown[] {
  const made: unknown[] = []
  for (let at = 0; at < items.length; at += size) made.push({ BatchInput, Items: items.slice(at, at + size) })
  return made
}

async function atOnce<T>(
  most: number,
  items: readonly unknown[],
  work: (item: unknown) => Promise<T>,
): Promise<PromiseSettledResult<T>[]> {
  const left = items.entries()
  const outcomes: PromiseSettledResult<T>[] = []
  const worker = async () => {
    for (const [index, item] of left) outcomes[index] = (await Promise.allSettled([work(item)]))[0]
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker))
  return outcomes
}

function choose({ Choices, Default }: Choice, input: unknown, context: Context): string {
  const holds = ({
    Variable,
    IsPresent,
    NumericGreaterThan,
  }: {
    Variable: string
    IsPresent?: boolean | undefined
    NumericGreaterThan?: number | undefined
  }) => {
    const value = read(Variable, input, context)
    if (IsPresent !== undefined) return (value !== undefined) === IsPresent
    return typeof value === 'number' && NumericGreaterThan !== undefined && value > NumericGreaterThan
  }
  return Choices.find((one) => ('And' in one ? one.And.every(holds) : holds(one)))?.Next ?? Default
}

function matches(names: readonly string[], fault: unknown): boolean {
  return names.includes('States.ALL') || names.includes(nameOf(fault))
}

function nameOf(fault: unknown): string {
  return fault instanceof StateFault ? fault.error : 'States.Runtime'
}
