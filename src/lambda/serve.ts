import { createApp } from '../core/app.ts'
import { observe } from '../core/observe.ts'
import { createSemaphore } from '../core/semaphore.ts'
import { createServe } from '../core/serve.ts'
import { openPicture } from '../image/picture.ts'
import { connect } from './deployment.ts'
import { createInProcessDecoder } from './in-process-decoder.ts'
import { answerFirst } from './response-streaming.ts'
import { createTelemetry } from './telemetry.ts'

const telemetry = createTelemetry()
// It may not purge: the distribution refers to this function, so this function must not refer to the distribution.
const purge = () => Promise.reject(new Error('serve does not purge'))
const decoder = createInProcessDecoder(openPicture)
const ports = connect(import.meta.url, telemetry, purge, observe(decoder.openPicture, telemetry))
const serve = createServe(ports, createSemaphore(1, 0)) // Lambda gives a process one request at a time

/** The origin behind the bucket: makes the rendition that was asked for, answers, and then stores it. */
export const handler = answerFirst(
  (later) => createApp({ catalogue: ports.catalogue, serve, later, report: (fault) => telemetry.fault(fault) }),
  telemetry,
  decoder,
)
