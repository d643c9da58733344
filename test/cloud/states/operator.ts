import * as v from 'valibot'
import type { Audit } from '../audit.ts'
import type { Deployment } from '../deploy/deployment.ts'
import { roleOf } from '../template/names.ts'
import { one, resourcesOf } from '../template/resources.ts'
import { type Execution, type Reach, startExecution } from './execution.ts'

const TYPE = 'AWS::StepFunctions::StateMachine'
const machine = v.object({ DefinitionString: v.string(), RoleArn: v.string() })
const rule = v.object({
  EventPattern: v.object({
    source: v.array(v.string()),
    detail: v.object({
      stateMachineArn: v.optional(v.array(v.string()), []),
      status: v.optional(v.array(v.string()), []),
    }),
  }),
  Targets: v.array(v.object({ Arn: v.string() })),
})

export interface OperatorOptions extends Omit<Reach, 'functions' | 'permits'> {
  readonly stack: () => Deployment
  readonly permits: Audit['permits']
}

interface Machine {
  readonly arn: string
  readonly text: string
  readonly role: string
}

/** Starts state machines, and what the template's rules start when one of them ends. */
export interface Operator {
  rollOut(input?: object): Execution
  isAtWork(): boolean
}

export function createOperator(options: OperatorOptions): Operator {
  const executions: Execution[] = []

  function machines(): Machine[] {
    const { template, names, resolve } = options.stack()
    return resourcesOf(template, resolve, TYPE, machine).map(({ id, properties }) => ({
      arn: names.attributeOf(id, TYPE, 'Arn'),
      text: properties.DefinitionString,
      role: roleOf(properties.RoleArn),
    }))
  }

  function start({ arn, text, role }: Machine, input: object): Execution {
    const { serve, reconcile } = options.stack()
    const execution = startExecution(text, input, {
      ...options,
      functions: [serve, reconcile],
      permits: (action, resource, context) => options.permits(role, action, resource, context),
    })
    executions.push(execution)
    execution.done.catch((error: unknown) => follow(arn, String(error).includes('Stopped') ? 'ABORTED' : 'FAILED'))
    return execution
  }

  /** EventBridge tells of the end of an execution to whom the rules name. */
  function follow(arn: string, status: string): void {
    const { template, resolve } = options.stack()
    const rules = Object.entries(template.Resources).filter(
      ([, { Type, Properties }]) => Type === 'AWS::Events::Rule' && JSON.stringify(Properties).includes('aws.states'),
    )
    for (const [, { Properties }] of rules) {
      const { EventPattern, Targets } = v.parse(rule, resolve(Properties))
      const { stateMachineArn, status: statuses } = EventPattern.detail
      if (!stateMachineArn.includes(arn) || !statuses.includes(status)) continue
      for (const target of machines().filter((one) => Targets.some(({ Arn }) => Arn === one.arn))) {
        start(target, {})
      }
    }
  }

  return {
    rollOut(input = {}) {
      const found = one(
        machines().filter(({ text }) => text.includes('"Map"')),
        'state machines that look at listings',
      )
      return start(found, input)
    },
    isAtWork: () => executions.some((execution) => execution.isAtWork()),
  }
}
