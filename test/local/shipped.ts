import { readFileSync } from 'node:fs'

const FOLDER = new URL('../../docs/deploy/', import.meta.url)

/** A file of the documentation, as it is shown. */
export const shipped = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8')

/** What the systemd unit starts: a script, and what it is told. */
export function unitCommand(): { script: string; args: string[] } {
  const [, command = ''] =
    /^ExecStart=\/usr\/bin\/node \/opt\/sizewright\/(.*)$/m.exec(shipped('sizewright.service')) ?? []
  const [script = '', ...args] = command.split(' ')
  return { script, args }
}

/** The same over other folders, and on free ports. */
export function unitArgs(originals: string, data: string): string[] {
  const places: Record<string, string> = { '/srv/pictures': originals, '/var/lib/sizewright': data, '9464': '0' }
  return [...unitCommand().args.map((arg) => places[arg] ?? arg), '--port', '0']
}
