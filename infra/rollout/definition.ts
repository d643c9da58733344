import { PURGE, purgeStates } from './purge-all.ts'
import { type Pass, passName, passStates, type RolloutTargets } from './pass.ts'
import type { State } from './state-machine.ts'
import { SWEEP } from '../times.ts'

/** What an input with a `prefix` asks for: the originals under that, and nothing else. */
const NARROWED: Pass = { name: 'narrowed', bucket: 'originals', prefix: { 'Prefix.$': '$.prefix' } }

/**
 * The rollout, in the language of Step Functions: waits until older code is dead, looks at every original, at everything
 * stored and at every error entry, and empties the edges. When it fails or is stopped before that, somebody else has to
 * empty them: there is no `Catch` here, since an execution can be taken up again only where it failed.
 *
 * @param prefixes the public ones, none of which lies in another
 */
export function rolloutDefinition(targets: RolloutTargets, prefixes: readonly string[]): State {
  const passes = allPasses(prefixes)
  const steps = passes.map((pass, index) => {
    const following = passes[index + 1]
    return passStates(targets, pass, following === undefined ? PURGE : passName(following))
  })
  return {
    Comment: 'Sizewright: makes everything stored agree with the originals and the configuration',
    StartAt: 'Older code dies',
    States: {
      'Older code dies': { Type: 'Wait', Seconds: SWEEP.toSeconds(), Next: 'Is it narrowed?' },
      'Is it narrowed?': {
        Type: 'Choice',
        Choices: [{ Variable: '$.prefix', IsPresent: true, Next: passName(NARROWED) }],
        Default: passName(passes[0]!),
      },
      ...passStates(targets, NARROWED, PURGE),
      ...Object.assign({}, ...steps),
      ...purgeStates(targets.distributionId, 'Has anything failed?'),
      'Has anything failed?': {
        Type: 'Choice',
        Choices: [NARROWED, ...passes].map(hasFailed),
        Default: 'Done',
      },
      Done: { Type: 'Succeed' },
      Incomplete: {
        Type: 'Fail',
        Error: 'Incomplete',
        Cause: 'Some items failed; the report names them. Start the rollout again: what is done costs little.',
      },
    },
  }
}

function allPasses(prefixes: readonly string[]): Pass[] {
  const originals = prefixes.map((prefix, index): Pass => {
    const name = prefixes.length === 1 ? 'originals' : `originals${index + 1}`
    return { name, bucket: 'originals', ...(prefix !== '' && { prefix: { Prefix: prefix } }) }
  })
  return [...originals, { name: 'processed', bucket: 'processed' }, { name: 'errors', bucket: 'errors' }]
}

function hasFailed({ name }: Pass): State {
  const failed = `$.${name}.failed`
  return {
    And: [
      { Variable: failed, IsPresent: true },
      { Variable: failed, NumericGreaterThan: 0 },
    ],
    Next: 'Incomplete',
  }
}
