import validate from 'asl-validator'
import { at, flat, type Json } from './json.ts'

/** @returns what is wrong with the definition of a state machine; empty where nothing is */
export function faultsOfMachine(properties: Json): string {
  // What only the deployment knows becomes something of its form.
  const definition = flat(at(properties, 'DefinitionString'))
    .replaceAll('<AWS::Partition>', 'aws')
    .replaceAll(/<(\w+)\.Arn>/g, 'arn:aws:lambda:eu-central-1:111122223333:function:$1')
  return faultsOfDefinition(JSON.parse(definition))
}

/** Holds it against the schemas of the Amazon States Language; also that each state is reached and leads on. */
export function faultsOfDefinition(definition: object): string {
  const { isValid, errorsText } = validate(definition)
  return isValid ? '' : errorsText()
}
