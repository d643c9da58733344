const NS = 'xmlns="http://www.w3.org/2000/svg"'

/** A drawing of a hundred kilobytes that takes minutes. */
export const slow = Buffer.from(
  `<svg ${NS} width="900" height="900"><filter id="f">${'<feGaussianBlur stdDeviation="20"/>'.repeat(2000)}</filter><rect filter="url(#f)" width="900" height="900"/></svg>`,
)
