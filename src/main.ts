#!/usr/bin/env node
import { restartTuned } from './local/restart.ts'

restartTuned()
const { serve } = await import('./local/command.ts') // after the restart, so that it is loaded once
await serve(process.argv.slice(2))
