/**
 * Ends the process with one sentence where Node.js is too old for the rest, which would end it with the stack of whatever
 * it lacks first. JavaScript, and of an old kind, as an old Node.js takes no TypeScript and must be able to read this; in
 * the published package it is imported before all else, in the repository `npm start` runs it first.
 */

// The oldest version that `engines` of package.json allows.
const LEAST = [22, 22]

const version = process.versions.node
const [major, minor] = version.split('.').map(Number)
if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1])) {
  process.stderr.write(`sizewright: it needs Node.js ${LEAST.join('.')} or newer, and this is ${version}\n`)
  process.exit(1)
}
