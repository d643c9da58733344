import { Hono } from 'hono'
import { isOfOtherSite, ONLY_OWN } from '../same-origin.ts'
import type { View } from '../view.ts'
import { uploadText } from '../views/upload-text.ts'
import { stateOf } from './original-state.ts'

/** How many originals may be asked about at once. */
const MOST = 20

/** The route by which the page learns what became of what it uploaded: `/_gallery/state?key=boat.jpg&key=…` */
export function states(view: View): Hono {
  const app = new Hono()
  app.get('/_gallery/state', async (c) => {
    c.header('Cache-Control', 'no-store')
    if (isOfOtherSite(c.req.raw.headers)) return c.json({ message: ONLY_OWN }, 403)
    const keys = c.req.queries('key') ?? []
    if (keys.length > MOST) return c.json({ message: `ask about ${MOST} pictures at once, or fewer` }, 400)
    const told = await Promise.all(keys.map((key) => stateOf(view, key)))
    return c.json(told.map((one) => ({ state: one.state, text: uploadText(one) })))
  })
  return app
}
