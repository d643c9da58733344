/**
 * As much of React as the component calls. React comes with the page that uses it; its own types are not needed here, and
 * not asked of who has no React.
 */
declare module 'react' {
  interface Element {
    readonly type: string
    readonly props: unknown
    readonly key: string | null
  }
  export function createElement(type: string, props: object | null, ...children: readonly Element[]): Element
}
