import * as v from 'valibot'

/** What a response headers policy does to an answer, as the template has it. */
export const headersPolicy = v.object({
  ResponseHeadersPolicyConfig: v.object({
    CustomHeadersConfig: v.optional(
      v.object({ Items: v.array(v.object({ Header: v.string(), Value: v.string(), Override: v.boolean() })) }),
    ),
    RemoveHeadersConfig: v.optional(v.object({ Items: v.array(v.object({ Header: v.string() })) })),
    CorsConfig: v.optional(
      v.object({
        AccessControlAllowOrigins: v.object({ Items: v.array(v.string()) }),
        OriginOverride: v.boolean(),
      }),
    ),
    SecurityHeadersConfig: v.optional(
      v.object({
        ContentTypeOptions: v.optional(v.object({ Override: v.boolean() })),
        StrictTransportSecurity: v.optional(
          v.object({ AccessControlMaxAgeSec: v.number(), IncludeSubdomains: v.boolean(), Override: v.boolean() }),
        ),
      }),
    ),
  }),
})

type Policy = v.InferOutput<typeof headersPolicy>['ResponseHeadersPolicyConfig']

/**
 * The headers that a viewer gets.
 *
 * @param origin what the viewer says in `Origin`; CORS headers are for those only who do. Where these override, what the
 *   origin says of CORS is "ignored"; whether that goes for other viewers, too, is not written, so that it does here
 */
export function applyPolicy(policy: Policy, from: Headers, origin: string | null): Headers {
  const headers = new Headers(from)
  for (const { Header } of policy.RemoveHeadersConfig?.Items ?? []) headers.delete(Header)
  const set = (name: string, value: string, overrides: boolean) => {
    if (overrides || !headers.has(name)) headers.set(name, value)
  }
  for (const { Header, Value, Override } of policy.CustomHeadersConfig?.Items ?? []) set(Header, Value, Override)
  const cors = policy.CorsConfig
  if (cors?.OriginOverride === true) headers.delete('Access-Control-Allow-Origin')
  if (cors !== undefined && origin !== null) {
    set('Access-Control-Allow-Origin', cors.AccessControlAllowOrigins.Items.join(), cors.OriginOverride)
  }
  const options = policy.SecurityHeadersConfig?.ContentTypeOptions
  if (options !== undefined) set('X-Content-Type-Options', 'nosniff', options.Override)
  const transport = policy.SecurityHeadersConfig?.StrictTransportSecurity
  if (transport !== undefined) {
    const below = transport.IncludeSubdomains ? '; includeSubDomains' : ''
    set('Strict-Transport-Security', `max-age=${transport.AccessControlMaxAgeSec}${below}`, transport.Override)
  }
  return headers
}
