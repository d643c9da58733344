/** What an address may ask for that no variant has, and how it is written in one of the dialects. */
const lost: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a crop by coordinates', /(?:^|\/)\d+x\d+:\d+x\d+\/|\/(?:c|crop):\d|"crop":|[,/]extract_|[?&]rect=|c_crop/],
  ['rotation or flipping', /rotate\(|\/rot(?:ate)?:|[,/](?:rotate_|flip|flop)|\/-\d*x|[?&](?:rot|flip|orient)=|[,/]a_/],
  [
    'blur, sharpening, colours',
    /(?:blur|sharpen|grayscale|brightness|contrast|tint|saturat(?:e|ion))[(:_=]|[?&](?:blur|sharp|bri|con|sat)=|e_\w/,
  ],
  ['a watermark or overlay by address', /watermark[(:]|\/wm:|[?&](?:mark|txt|blend)\w*=|[,/][lu]_|overlay/],
  ['a quality by address', /quality\(|\/q(?:uality)?:|[,/&](?:q|quality)_|[?&](?:q|quality)=/],
  ['enlarging', /upscale\(|\/(?:el|enlarge):(?:1|t)|[,/]enlarge\b/],
  [
    'padding to a box, or a background',
    /fill\([^)]|\/(?:bg|background|ex|extend|pd|padding):|[,/](?:b|background)_|[?&](?:bg|pad|fill)=|c_(?:l|m)?pad/,
  ],
  ['a preset of imgproxy', /\/(?:pr|preset):/],
]

/** What of an address cannot be had. */
export function lostOf(text: string): string[] {
  return lost.filter(([, pattern]) => pattern.test(`/${text}`)).map(([what]) => what)
}
