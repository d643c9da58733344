import * as v from 'valibot'
import { viewerPath } from '../path.ts'
import { Failed, must, type Subject } from './check.ts'

const infoSchema = v.object({
  width: v.number(),
  height: v.number(),
  frames: v.number(),
  renditions: v.array(v.object({ name: v.string(), width: v.number(), height: v.number(), bytes: v.number() })),
})

/** What `/info` tells of the picture. @throws Failed where that is not what it should be */
export async function infoOf({ ask, key }: Subject) {
  const { status, body } = await ask(viewerPath('info', key))
  must(status === 200, `/info of the picture is answered with ${status}`)
  try {
    return v.parse(infoSchema, JSON.parse(body.toString()))
  } catch {
    throw new Failed('/info of the picture is not what it should be')
  }
}
