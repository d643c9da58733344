import { dirname, join } from 'node:path'
import type { Written } from './write.ts'

/** What CloudFormation takes without a bucket: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MOST_INLINE = 51_200

/**
 * The commands that deploy what was written, in their order, as a script for a shell: what is not a command is a comment. It
 * ends at the first command that fails, and wants to know the bucket first.
 */
export function deployCommands(written: readonly Written[]): string {
  const needing = written.find(({ needsAssets }) => needsAssets)
  const lines = needing === undefined ? [] : copyAssets(needing)
  return ['set -e', ...lines, ...written.flatMap((one) => ['', ...deploy(one)])].join('\n')
}

function copyAssets({ file, region }: Written): string[] {
  const there = region === undefined ? 'the region of the deployment' : region
  return [
    `: "\${BUCKET:?the name of a bucket of yours, in ${there}}"`,
    '',
    `aws s3 cp --recursive ${word(join(dirname(file), 'assets'))} "s3://$BUCKET/sizewright/"${inRegion(region)}`,
  ]
}

function deploy({ stack, file, bytes, region, needsAssets, capabilities }: Written): string[] {
  const options = [
    `--stack-name ${stack} --template-file ${word(file)}${inRegion(region)}`,
    ...(bytes > MOST_INLINE ? ['--s3-bucket "$BUCKET" --s3-prefix sizewright'] : []),
    ...(needsAssets ? ['--parameter-overrides "AssetsBucket=$BUCKET" AssetsPrefix=sizewright/'] : []),
    ...(capabilities.length > 0 ? [`--capabilities ${capabilities.join(' ')}`] : []),
    '--no-fail-on-empty-changeset',
  ]
  return [`# ${stack}: ${Math.ceil(bytes / 1024)} KB`, ['aws cloudformation deploy', ...options].join(' \\\n  ')]
}

function inRegion(region: string | undefined): string {
  return region === undefined ? '' : ` --region ${region}`
}

/** A path as one word of a shell. */
function word(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`
}
