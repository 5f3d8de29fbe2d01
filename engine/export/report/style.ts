/** What the report looks like, in the dark, on a phone and on paper too. */

interface Inks {
  readonly paper: string;
  readonly panel: string;
  readonly ink: string;
  readonly faint: string;
  readonly rule: string;
  readonly good: string;
  readonly warning: string;
  readonly bad: string;
  /** Of lines: told apart by whoever sees red and green, or blue and yellow, alike; each has strokes of its own too. */
  readonly series: readonly [string, string, string, string, string, string];
}

export const inks: Readonly<Record<'light' | 'dark', Inks>> = {
  light: {
    ...{ paper: '#ffffff', panel: '#f4f6f8', ink: '#16191d', faint: '#59626d', rule: '#d8dde3' },
    ...{ good: '#0067a5', warning: '#a84300', bad: '#b00020' },
    series: ['#0067a5', '#c8500a', '#bd7592', '#0d0d59', '#773322', '#2f0e1b'],
  },
  dark: {
    ...{ paper: '#101419', panel: '#181d24', ink: '#e4e7eb', faint: '#97a1ad', rule: '#303842' },
    ...{ good: '#5fafd7', warning: '#ffaf00', bad: '#ff6d5a' },
    series: ['#5fafd7', '#ffaf00', '#e8e8b0', '#8a4ce6', '#ac5377', '#df4620'],
  },
};

/** Strokes and gaps in pixels, a line each. */
const DASHES = ['none', '7 3', '2 3', '9 3 2 3', '14 4', '4 2 1 2 1 2'];

const variables = ({ series, ...others }: Inks): string =>
  [...Object.entries(others), ...series.map((color, at) => [`s${at}`, color])]
    .map(([name, color]) => `--${name}:${color};`)
    .join('');

const lines = DASHES.map(
  (dash, at) => `.s${at}{--series:var(--s${at})}.line.s${at}{stroke-dasharray:${dash}}`,
).join('\n');

export const style = `
:root{color-scheme:light dark;${variables(inks.light)}}
@media screen and (prefers-color-scheme:dark){:root{${variables(inks.dark)}}}
*{box-sizing:border-box}
body{margin:0 auto;padding:2rem 1rem 3rem;max-width:64rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
h1,h2,h3{line-height:1.2;text-wrap:balance}
h1{font-size:2rem;margin:0 0 1rem}
h2{font-size:1.35rem;margin:3rem 0 .8rem;padding-top:.8rem;border-top:2px solid var(--ink)}
h3{font-size:1rem;margin:0 0 .3rem}
p{margin:.4rem 0;max-width:46rem}
a{color:var(--good)}
header p{color:var(--faint);margin:0}
.facts{display:flex;flex-wrap:wrap;gap:.4rem 2rem;margin:0}
dt{color:var(--faint);font-size:.8rem}
dd{margin:0}
.note{color:var(--faint);font-size:.875rem}
.lead{font-size:1.15rem}
.missing{border-left:4px solid var(--warning);padding:.4rem .8rem;background:var(--panel)}
.stalls{padding-left:1.1rem;max-width:46rem}
.changes,.ladder ol{list-style:none;padding:0;margin:0}
.changes>li{border-top:1px solid var(--rule);padding:.6rem 0 .8rem}
.letter{display:inline-block;min-width:1.4em;padding:0 .3em;border-radius:.7em;background:var(--ink);color:var(--paper);text-align:center;font-weight:600;line-height:1.4}
.at{color:var(--faint)}
.turn{display:flex;flex-wrap:wrap;gap:.4rem 2.2rem;margin:.3rem 0 0}
.arrow,.by{color:var(--faint)}
figure{margin:1.6rem 0 0;break-inside:avoid}
svg{display:block}
svg text{font:12px system-ui,sans-serif;fill:var(--ink)}
.graph{height:200px;border-bottom:1px solid var(--faint)}
.times{height:20px}
.grid{stroke:var(--rule)}
svg .tick{fill:var(--faint);paint-order:stroke;stroke:var(--paper);stroke-width:3px}
${lines}
.line{fill:none;stroke:var(--series);stroke-width:2;vector-effect:non-scaling-stroke;stroke-linejoin:round}
.band{fill:var(--series);opacity:.2}
.fill{fill:var(--series)}
.warning{--series:var(--warning)}
.legend{display:flex;flex-wrap:wrap;gap:0 1.4rem;list-style:none;margin:0 0 .3rem;padding:0;font-size:.875rem}
.key{display:inline-block;vertical-align:middle;margin-right:.4rem}
.flag{overflow:visible}
.mark line{stroke:var(--ink);stroke-dasharray:1 3}
.mark circle{fill:var(--ink)}
.mark text{fill:var(--paper);font-weight:600;text-anchor:middle}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem;overflow-wrap:normal}
th,td{text-align:left;padding:.28rem .9rem .28rem 0;border-bottom:1px solid var(--rule);font-weight:400;white-space:nowrap}
thead th{color:var(--faint);font-size:.8rem}
tbody th{font-weight:600}
tfoot th,tfoot td{border-bottom:0;font-weight:600}
.number{text-align:right;font-variant-numeric:tabular-nums}
.bar{width:30%;min-width:6rem;padding-right:0}
.reflected{color:var(--warning)}
.histogram{break-inside:avoid}
.histogram p{margin:.7rem 0 .1rem}
.histogram svg{height:52px;border-bottom:1px solid var(--faint)}
.quantile{stroke:var(--ink);stroke-dasharray:3 2}
.ways{display:grid;gap:1.6rem}
.way{background:var(--panel);border-radius:.5rem;padding:1rem;break-inside:avoid}
.rung{display:grid;grid-template-columns:minmax(7rem,38%) 1fr auto;column-gap:.9rem;min-height:2rem}
.rung p{margin:0;padding:.2rem 0;font-size:.9rem;max-width:none}
.rails{grid-column:1;overflow:visible}
.rung:not(.names) .rails{height:0;min-height:100%}
.names text{font-weight:600}
.cycles{text-align:right;padding:.2rem 0;font-size:.9rem;font-variant-numeric:tabular-nums}
.names .cycles{color:var(--faint);padding:0}
.why,.quiet p{color:var(--faint)}
.why{display:block;font-size:.82rem;line-height:1.35}
.rail{stroke:var(--faint);stroke-dasharray:1 4;opacity:.8}
.runs{stroke:var(--ink);stroke-width:3}
.rung{--role:var(--ink)}
.rung.reflected{--role:var(--warning);color:inherit}
.rung.quiet{--role:var(--faint)}
.rung.good{--role:var(--good)}
.rung.bad{--role:var(--bad)}
line.arrow{stroke:var(--role);stroke-width:2}
.back{stroke:var(--faint)}
.arrow.through{stroke-dasharray:6 3}
.head,.bell{fill:var(--role)}
.aside{color:var(--faint)}
pre{font:13px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;background:var(--panel);border-radius:.5rem;padding:.8rem 1rem;overflow-x:auto;margin:.4rem 0}
ins{color:var(--good);text-decoration:none;font-weight:600}
del{color:var(--warning);text-decoration:none}
.hunk{color:var(--faint)}
footer{margin-top:3rem;color:var(--faint);font-size:.875rem}
@media (max-width:40rem){body{padding:1rem .9rem 2rem}h1{font-size:1.5rem}.rung{grid-template-columns:30% 1fr auto;column-gap:.6rem}.way{padding:.8rem .7rem}.graph{height:170px}.legend{display:grid}}
@media print{body{max-width:none;padding:0;font-size:11pt}.wide{overflow:visible}pre{white-space:pre-wrap}h2{break-after:avoid}}
`;
