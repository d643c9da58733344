export const BOAT = { width: 900, height: 1180 }

/** A sailing boat lit from behind on its left; it floats on the lower edge of the drawing. */
export function drawBoat(): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${BOAT.width}" height="${BOAT.height}">
    <linearGradient id="main"><stop stop-color="#ffe2b4"/><stop offset=".5" stop-color="#e9c6a2"/><stop offset="1" stop-color="#a98d88"/></linearGradient>
    <linearGradient id="jib"><stop stop-color="#fff0d2"/><stop offset="1" stop-color="#cda78c"/></linearGradient>
    <linearGradient id="hull" x2="0" y2="1"><stop stop-color="#39496a"/><stop offset="1" stop-color="#141b2c"/></linearGradient>
    <path d="M462 20 Q640 460 806 932 Q630 962 468 946z" fill="url(#main)"/>
    <path d="M442 60 L92 986 Q300 990 428 944 Q400 520 442 60z" fill="url(#jib)"/>
    <path d="M467 250 Q540 262 556 258 M467 470 Q580 486 612 478 M467 700 Q640 722 696 712" stroke="#8c6f63" stroke-opacity=".55" stroke-width="4" fill="none"/>
    <path d="M358 290 Q384 306 419 304 M276 510 Q340 532 413 526 M190 736 Q310 766 416 752" stroke="#a5825f" stroke-opacity=".5" stroke-width="4" fill="none"/>
    <path d="M448 8 h10 l8 1060 h-26z" fill="#4a3a33"/>
    <path d="M690 1050 q-4 -66 24 -72 q26 4 22 72z" fill="#28324a"/><circle cx="714" cy="962" r="17" fill="#b98a70"/>
    <path d="M452 952 L820 938 l2 10 L452 968z" fill="#5a463c"/>
    <path d="M453 14 L70 1046 M453 14 L846 1040" stroke="#2b2a30" stroke-width="3"/>
    <path d="M360 1052 q12 -62 70 -66 h190 q30 4 40 66z" fill="#d9c9b4"/>
    <path d="M450 1004 h46 v26 h-46z M520 1004 h46 v26 h-46z" fill="#2e3646"/>
    <path d="M40 1034 Q430 1076 868 1030 L836 1150 Q820 1180 780 1180 H210 Q120 1160 40 1034z" fill="url(#hull)"/>
    <path d="M40 1034 Q430 1076 868 1030 l-4 18 Q430 1096 54 1054z" fill="#e8d3b2"/>
    <path d="M150 1150 Q480 1172 836 1148 L826 1164 Q815 1180 780 1180 H210 Q178 1172 150 1150z" fill="#8e3b34"/>
    <path d="M453 8 l-66 16 66 18z" fill="#c0483c"/>
  </svg>`
}
