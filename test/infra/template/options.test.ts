import { expect, it } from 'vitest'
import { readTemplateOptions } from '../../../infra/template/options.ts'

const CDK_JSON = new URL('../../../cdk.json', import.meta.url)
const read = (...args: string[]) => readTemplateOptions(args, CDK_JSON)

it('by default is what `npx cdk deploy` takes', () =>
  expect(read()).toEqual({
    context: { '@aws-cdk/core:validateAgainstDefaultRules': true },
    region: undefined,
    name: 'Sizewright',
    output: 'template.out',
  }))

it('takes the context as CDK does, over what cdk.json says', () => {
  const said = ['-c', 'rateLimit=2000', '--context', 'uploadOrigins=https://a.example.com/?a=b', '-c', 'originals=']
  expect(read(...said, '-c', '@aws-cdk/core:validateAgainstDefaultRules=false')?.context).toEqual({
    '@aws-cdk/core:validateAgainstDefaultRules': 'false',
    rateLimit: '2000',
    uploadOrigins: 'https://a.example.com/?a=b',
    originals: '',
  })
})

it('only the usage may be asked for', () => expect(read('--help')).toBeNull())

it.each([
  [['--regoin', 'eu-central-1'], /^there is no option --regoin: did you mean --region\?/],
  [['--region', 'Frankfurt'], /^--region must be like 'eu-central-1', but is 'Frankfurt'$/],
  [['--name', 'my service'], /^--name must be letters, .* but is 'my service'$/],
  [['--name', 'a'.repeat(81)], /^--name must be letters/],
  [['-c', 'rateLimit'], /^--context must be like 'alarmEmail=ops@example.com', but is 'rateLimit'$/],
  [['-c', '=5'], /^--context must be like/],
])('says what is wrong with %s', (args, fault) => expect(() => read(...args)).toThrow(fault))

it.each(['us-gov-west-1', 'ap-southeast-2', 'mx-central-1', 'eusc-de-east-1'])('knows a region: %s', (region) =>
  expect(read('--region', region)?.region).toBe(region),
)
