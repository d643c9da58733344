import { readFileSync } from 'node:fs'
import { assert, constantFrom, nat, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCall } from '../../src/cli/call.ts'
import { closest } from '../../src/cli/closest.ts'
import { UsageFault, readArgs } from '../../src/cli/command-line.ts'
import { readOptions } from '../../src/local/options.ts'
import { usage } from '../../src/local/usage.ts'

const COMMANDS = ['check', 'doctor']
const call = (...words: string[]) => readCall(words, COMMANDS)

describe('what is called', () => {
  it.each([
    [[], { command: null, args: [] }],
    [['/tmp', '--port', '0'], { command: null, args: ['/tmp', '--port', '0'] }],
    [['doctor', 'there'], { command: 'doctor', args: ['there'] }],
    [['help'], { command: null, args: ['--help'] }],
    [['help', 'doctor'], { command: 'doctor', args: ['--help'] }],
    [['--help'], { command: null, args: ['--help'] }],
    [['-h'], { command: null, args: ['-h'] }],
    [['--doctor'], { command: null, args: ['--doctor'] }],
    [['nothing-like-it'], { command: null, args: ['nothing-like-it'] }],
  ])('%j is %j', (words, expected) => expect(call(...words)).toEqual(expected))

  it.each(['-v', '--version', 'version'])('%s is answered with the version of the package', (word) => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(call(word)).toEqual({ say: version, exitCode: 0 })
  })

  it.each([
    ['doktor', 'doctor'],
    ['chekc', 'check'],
    ['hepl', 'help'],
  ])('%s is not taken for a folder, as %s was meant', (word, meant) => {
    expect(call(word, 'there')).toEqual({ say: expect.stringContaining(`did you mean '${meant}'?`), exitCode: 2 })
  })

  it('is a folder where there is one of that name', () => {
    expect(readCall(['tests'], ['test'])).toHaveProperty('say')
    expect(readCall(['test'], ['tests'])).toEqual({ command: null, args: ['test'] })
  })
})

describe('an option', () => {
  const faultOf = (...args: string[]) => {
    try {
      readOptions(args)
    } catch (error) {
      if (error instanceof UsageFault) return error.message
    }
    return null
  }

  it('that there is none of is named with the one that was meant, each of them', () => {
    expect(faultOf('--prot', '3', '--no-upload', '--colour', '--no-port', '-x')).toBe(
      [
        'there is no option --prot: did you mean --port?',
        'there is no option --no-upload: did you mean --no-uploads?',
        'there is no option --colour',
        'there is no option --no-port',
        'there is no option -x (--help lists all)',
      ].join('\n'),
    )
  })

  it('and the commands are all in the help', () => {
    const commands = [...readFileSync('src/main.ts', 'utf8').matchAll(/^ {2}(\w+): async/gm)].map(([, name]) => name)
    expect(commands.length).toBeGreaterThan(2)
    for (const command of commands) expect(usage).toContain(`\n  npm start -- ${command} `)
  })

  it('and a folder whose name is empty, as that of a variable that is not set, is told instead of the working directory', () => {
    expect(faultOf('')).toContain('an empty name')
  })

  it('is no option behind two dashes', () => {
    const config = { args: ['--', '--prot'], allowPositionals: true, options: {} }
    expect(readArgs(config, '').positionals).toEqual(['--prot'])
  })
})

it('the nearest word is at most one slip away where it is short, and two where it is long', () => {
  const words = ['host', 'port', 'allow-host', 'config']
  expect(closest('prot', words)).toBe('port')
  expect(closest('hst', words)).toBe('host')
  expect(closest('confgi', words)).toBe('config')
  expect(closest('cnfgi', words)).toBe('config')
  expect(closest('cnfi', words)).toBeNull()
  expect(closest('xyz', words)).toBeNull()
  expect(closest('a'.repeat(10_000_000), words)).toBeNull()
})

it('a word is the nearest to itself with a letter left out, whatever the letters', () => {
  assert(
    property(string({ minLength: 6, maxLength: 30 }), nat(), (word, at) => {
      const slipped = word.slice(0, at % word.length) + word.slice((at % word.length) + 1)
      return closest(slipped, [word]) === word
    }),
  )
  assert(property(constantFrom('check', 'doctor'), (word) => closest(word, COMMANDS) === word))
})
