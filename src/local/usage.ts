import { CALL } from '../cli/command-line.ts'

export const usage = `Usage: ${CALL} [folder] [options]

  folder           the originals (default: ./images, made with three samples when it is not there)
  --port 3000      0 takes any free port (or PORT in the environment)
  --host 127.0.0.1 0.0.0.0 lets other machines in (or HOST)
  --allow-host NAME
                   a further name that requests may have in Host, such as that of a proxy in front; more than once, or a,b
  --cors ORIGIN    whose pages may use the answers, such as https://www.example.com; more than once, or a,b. '*': those of
                   every site (default, but on loopback: this machine's only); null: of files, and all that hide theirs
  --data FOLDER    where renditions and errors are kept (default: .sizewright)
  --poll 300       seconds between two looks through the folders, for what the system does not tell of
  --config FILE    default: sizewright.config.ts
  --no-uploads     the page takes no pictures and changes nothing
  --uploads        it does, although --host lets other machines in: whoever reaches it may add and replace pictures
  --log text       json: an object a line on standard output, also for each request
  --metrics-port N Prometheus' metrics at /metrics of this port (--metrics-host, default: as --host)
  --drain 0        after SIGTERM, seconds in which requests are still answered while /healthz says 503
  --keep-alive 65  seconds for which a connection is kept on which nobody asks: longer than a load balancer in front keeps it
  --accel-redirect /renditions/
                   nginx in front sends the files of stored renditions, which it knows by this location
  -h, --help       and -v, --version

In S3, or in what speaks its language (AWS_ENDPOINT_URL_S3), instead of folders:

  --originals s3://BUCKET[/PREFIX] --processed s3://BUCKET[/PREFIX] --errors s3://BUCKET[/PREFIX]
  --poll 10        seconds between two looks for changed originals

A view of what is deployed on AWS, which changes nothing: the three locations, --port, --host, --allow-host, --cors, --config, --log, and

  --read-only --url https://images.example.com
                   where the visitors of the deployment get its pictures: the output Url of its stack
  --poll 60        seconds for which a listing of the buckets counts

Other commands, each with --help of its own:

  ${CALL} check URL --key KEY   tries a running service from outside
  ${CALL} doctor LOCATION       what is in a folder or bucket, and what serving it would take; changes nothing
  ${CALL} migrate LOGFILE…       which sizes another service was asked for, and the configuration that covers them`
