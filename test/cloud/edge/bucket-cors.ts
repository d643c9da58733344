import * as v from 'valibot'

/** A bucket's rules, of which only those for every page are known here. */
export const corsRules = v.object({
  CorsRules: v.array(
    v.strictObject({ AllowedOrigins: v.tuple([v.literal('*')]), AllowedMethods: v.array(v.string()) }),
  ),
})

export type CorsRules = v.InferOutput<typeof corsRules>['CorsRules']

/**
 * What S3 says besides to who names an `Origin`, which the emulator does not. Which rule counts:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html; that `*` is said, not the origin, and that `Vary` is said
 * where a rule fits: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonResponseHeaders.html; and in which words:
 * https://github.com/simonw/s3-credentials/issues/47
 */
export function corsHeaders(rules: CorsRules, method: string, origin: string | undefined): Record<string, string> {
  const rule = rules.find(({ AllowedMethods }) => AllowedMethods.includes(method))
  if (origin === undefined || rule === undefined) return {}
  return {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': rule.AllowedMethods.join(', '),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  }
}
