/** Runs the checks that need no test runner beside each other, and shows what each said: `npm run checks`. */
import { spawn } from 'node:child_process'

const CHECKS = ['lint', 'format:check', 'types', 'knip']

const ended = CHECKS.map(async (name) => {
  const child = spawn('npm', ['run', '--silent', name], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)))
  const code = await new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject))
  console.log(`--- ${name}: ${code === 0 ? 'passed' : 'failed'}\n${said.trim()}`)
  return code
})
if ((await Promise.all(ended)).some((code) => code !== 0)) process.exitCode = 1
