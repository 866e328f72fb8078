/** Words of Vega-Lite that a stored spec may use. */

const words = (text: string) => text.trim().split(/\s+/)

export const transforms = new Set(
  words('calculate filter fold flatten stack window aggregate joinaggregate bin timeUnit impute pivot regression loess quantile density'),
)

/** Sizes that would make the browser work without end. */
export const capped = new Map([
  ['steps', 1000],
  ['maxbins', 1000],
  ['tickCount', 500],
  ['columns', 100],
  ['limit', 5000],
  ['width', 4000],
  ['height', 4000],
  ['step', 1_000_000_000_000],
  ['size', 100_000],
  ['fontSize', 400],
])

/** Expression functions without side effects, addresses, unbounded repetition or patterns. */
export const functions = new Set(
  words(`
  if isArray isBoolean isDate isDefined isNumber isObject isString isValid isNaN isFinite toBoolean toDate toNumber toString
  abs acos asin atan atan2 ceil clamp cos exp floor hypot log max min pow random round sin sqrt tan lerp inrange
  now datetime date day dayofyear year quarter month week hours minutes seconds milliseconds time timezoneoffset timeOffset timeSequence
  utc utcdate utcday utcdayofyear utcyear utcquarter utcmonth utcweek utchours utcminutes utcseconds utcmilliseconds utcOffset
  length extent indexof lastindexof join reverse slice span peek
  lower upper trim truncate substring split parseFloat parseInt
  format timeFormat utcFormat monthFormat monthAbbrevFormat dayFormat dayAbbrevFormat timeUnitSpecifier
  rgb hsl lab hcl luminance contrast scale domain range bandwidth orreryNumber orreryTime
`),
)
functions.delete('timeSequence')

export const names = new Set([
  ...transforms,
  ...words(`
  $schema title subtitle description name usermeta width height autosize background padding config view mark encoding layer facet repeat concat hconcat vconcat
  spec resolve params spacing align bounds center columns transform step
  x y x2 y2 xOffset yOffset theta theta2 radius radius2 color fill stroke opacity fillOpacity strokeOpacity strokeWidth strokeDash size angle shape
  detail key text tooltip order row column latitude longitude xError yError xError2 yError2
  field type aggregate timeUnit bin sort stack scale axis legend header format formatType band bandPosition condition value datum test param empty expr signal
  anchor base binned divide extent maxbins minstep nice step steps unit utc
  op as groupby frame ignorePeers sortBy method on order coef cumulative counts bandwidth probs keyvals key start end keep not and or oneOf range equal lt lte gt gte valid
  param select bind encodings fields nearest clear toggle on resolve translate zoom mark interval point
  ascending descending by
  domain domainMax domainMin domainMid domainRaw rangeMax rangeMin zero reverse scheme count exponent constant base clamp interpolate gamma padding paddingInner paddingOuter round
  orient values labels ticks grid offset zindex translate minExtent maxExtent position aria
  tickCount tickMinStep tickSize tickColor tickWidth tickOpacity tickDash tickBand tickExtra tickOffset tickRound tickCap
  labelAngle labelAlign labelBaseline labelColor labelExpr labelFlush labelFlushOffset labelFont labelFontSize labelFontStyle labelFontWeight labelLimit labelLineHeight
  labelOffset labelOpacity labelOverlap labelPadding labelSeparation labelBound labelAnchor labelOrient
  titleAlign titleAnchor titleAngle titleBaseline titleColor titleFont titleFontSize titleFontStyle titleFontWeight titleLimit titleLineHeight titleOpacity titleOrient titlePadding titleX titleY
  gridColor gridDash gridDashOffset gridOpacity gridWidth gridCap domainCap domainColor domainDash domainOpacity domainWidth
  direction symbolType symbolSize symbolStrokeWidth symbolStrokeColor symbolFillColor symbolOpacity symbolLimit symbolOffset symbolDash clipHeight columnPadding rowPadding
  gradientLength gradientThickness gradientOpacity gradientStrokeColor gradientStrokeWidth gridAlign cornerRadius legendX legendY tickOrient
  filled invalid line point interpolate tension orient clip cursor blend binSpacing continuousBandSize discreteBandSize minBandSize cornerRadiusEnd cornerRadiusTopLeft
  cornerRadiusTopRight cornerRadiusBottomLeft cornerRadiusBottomRight innerRadius outerRadius padAngle thickness baseline dx dy limit lineBreak lineHeight ellipsis dir
  font fontSize fontStyle fontWeight radiusOffset thetaOffset x2Offset y2Offset strokeCap strokeJoin strokeMiterLimit strokeDashOffset strokeAlign strokeOffset
  style median box outliers rule whisker endcap ticks borders band smooth
  subtitleColor subtitleFont subtitleFontSize subtitlePadding frame contains resize ariaRole ariaRoleDescription contextMenu content
  axisX axisY axisBand axisQuantitative axisTemporal bar area arc rect circle square trail tick boxplot errorbar errorband
  `),
])
