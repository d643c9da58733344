import { createApp } from '../core/app.ts'
import { observe } from '../core/observe.ts'
import { createSemaphore } from '../core/semaphore.ts'
import { createServe } from '../core/serve.ts'
import { openPicture } from '../image/picture.ts'
import { answerFirst } from './response-streaming.ts'
import { connect } from './deployment.ts'
import { openHere } from './in-process-decoder.ts'
import { createTelemetry } from './telemetry.ts'

const telemetry = createTelemetry()
// It may not purge: the distribution refers to this function, so this function must not refer to the distribution.
const purge = () => Promise.reject(new Error('serve does not purge'))
const here = openHere(openPicture)
const ports = connect(import.meta.url, telemetry, purge, observe(here.openPicture, telemetry))
const serve = createServe(ports, createSemaphore(1, 0)) // Lambda gives a process one request at a time

/** The origin behind the bucket: makes the rendition that was asked for, answers, and then stores it. */
export const handler = answerFirst(
  (later) =>
    createApp({
      catalogue: ports.catalogue,
      serve,
      later,
      report: (fault) => telemetry.fault(fault),
    }),
  telemetry,
  here,
)
