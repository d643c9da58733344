/*
 * The text of a function that says at the end of a deployment whether what is stored has to be made anew. CloudFormation
 * calls it with what the deployment before had told (`OldResourceProperties`), so it needs to look at nothing, and may do
 * nothing. Whatever happens it answers: without an answer a deployment waits, and fails.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requesttypes-update.html
 *
 * It is shipped in the template, which takes 4,096 characters, without its comments.
 */
exports.handler = async (event) => {
  const { RequestType, ResourceProperties, OldResourceProperties } = event
  let notice = ''
  try {
    if (RequestType !== 'Delete') notice = `${now()}: ${tell(ResourceProperties, OldResourceProperties)}`
  } catch (error) {
    notice = `${now()}: it could not be told whether a rollout is needed (${String(error).slice(0, 200)})`
  }
  await answer(event, notice)
}

const now = () => `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`

// What is stored, and what is refused, follows from these.
function reasons(told, before) {
  const [names, old] = [told.renditions, before.renditions]
  const inBoth = Object.keys(names).filter((name) => name in old)
  const changed = inBoth.filter((name) => names[name] !== old[name])
  return [
    ...list('changed', changed, inBoth.length),
    // What is made when it is asked for, and is new, waits for nobody.
    ...list(
      'new',
      Object.keys(names).filter((name) => !(name in old) && names[name].endsWith(' true')),
    ),
    ...list(
      'dropped',
      Object.keys(old).filter((name) => !(name in names)),
    ),
    ...(told.fonts === before.fonts ? [] : ['drawings, for there are other fonts']),
    ...(told.refusing === before.refusing ? [] : ['what is refused is tried again (limits, decoders, fonts)']),
    ...(told.originals === before.originals ? [] : ['another bucket of originals']),
    ...(told.prefixes === before.prefixes ? [] : ['other public prefixes']),
    ...(told.hidden === before.hidden ? [] : ['hidden names']),
  ]
}

// The answer may have 4,096 bytes, and there may be hundreds of names.
function list(what, names, all) {
  if (names.length === 0) return []
  if (names.length === all && all > 5) return [`${what}: all ${all} that there are`]
  const shown = names.slice(0, 5).join(', ')
  return [`${what}: ${shown}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`]
}

function tell(told, before) {
  const found = before === undefined || before === null ? null : reasons(told, before)
  const why = found === null ? 'for the first time' : found.join('; ')
  if (told.started && told.started !== (before || {}).started) {
    return `a rollout has begun (${why || 'nothing of what is stored has changed'}). Watch it: ${told.watch} ${told.started}`
  }
  if (found === null)
    return 'originals that were there before need a rollout (RolloutCommand); a new, empty bucket needs none'
  if (found.length === 0)
    return 'since the deployment before nothing has changed that would have to be made anew (a rollout that was due then still is)'
  return `needs a rollout (${why}): start it with RolloutCommand`
}

// Storage may refuse once, and a deployment must not fail for a sentence.
async function answer({ ResponseURL, StackId, RequestId, LogicalResourceId }, Notice) {
  const body = JSON.stringify({
    Status: 'SUCCESS',
    PhysicalResourceId: 'rollout-notice',
    StackId,
    RequestId,
    LogicalResourceId,
    Data: { Notice },
  })
  for (let left = 3; left > 0; left -= 1) {
    const status = await put(new URL(ResponseURL), body).catch(String)
    if (status === 200) return
    console.error(`the answer was not taken: ${status}`)
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}

function put(url, body) {
  // The address is signed for an empty content type.
  const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const { request } = require(url.protocol === 'http:' ? 'node:http' : 'node:https')
    const sent = request(url, { method: 'PUT', headers }, (response) =>
      response.resume().on('end', () => resolve(response.statusCode)),
    )
    sent.on('error', reject).end(body)
  })
}
