// Functions of every kind that matters to whoever runs them.
const { streamifyResponse, HttpResponseStream } = globalThis.awslambda
const prelude = { statusCode: 200, headers: { 'content-type': 'text/plain' } }

export const answers = async (event) => ({ event })
export const answersNothing = async () => {}
export const throws = async () => {
  throw new RangeError('it is too large')
}

export const streams = streamifyResponse(async (_event, stream) => {
  const to = HttpResponseStream.from(stream, prelude)
  to.write('first, ')
  to.end('last')
})

export const streamsNothing = streamifyResponse(async (_event, stream) => {
  const to = HttpResponseStream.from(stream, prelude)
  to.write('')
  to.end()
})

export const throwsBefore = streamifyResponse(async () => {
  throw new RangeError('it is too large')
})

export const throwsMidway = streamifyResponse(async (_event, stream) => {
  HttpResponseStream.from(stream, prelude).write('first, ')
  throw new RangeError('it is too large')
})

export const goesOn = streamifyResponse(async (_event, stream) => {
  HttpResponseStream.from(stream, prelude).end('all of it')
  await new Promise((resolve) => setTimeout(resolve, 20))
  console.error('and more work')
})
