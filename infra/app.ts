import { App } from 'aws-cdk-lib'
import { ConfigFault } from '../src/config/config.ts'
import { createStacks } from './stacks.ts'

/** What the command line of CDK runs: it says where to, in the environment. Without an account nobody knows. */
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env
const where = account === undefined || region === undefined ? {} : { account, region }

try {
  createStacks(new App(), { ...where, name: 'Sizewright' })
} catch (error) {
  // What the user got wrong is told without a stack trace.
  if (!(error instanceof ConfigFault)) throw error
  console.error(error.message)
  process.exit(1)
}
