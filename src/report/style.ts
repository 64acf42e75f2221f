// How the page looks: light and dark, on paper, and on narrow screens.

/** The colours of both schemes; --c0 … --c7 are series, --c8 is what is only compared with. */
const light = `color-scheme:light;--paper:#fbfaf8;--card:#fff;--ink:#1c1d20;--soft:#5d6169;--line:#dfdcd6;--grid:#ebe8e2;
--c0:#2458c5;--c1:#c2570c;--c2:#0f7b6c;--c3:#a02c6d;--c4:#6b5fc7;--c5:#7a6a10;--c6:#0a7ea4;--c7:#8c4a32;--c8:#7b7f87;
--good:#0f7b6c;--fair:#a85b00;--poor:#b3261e;--on:#fff`;
const dark = `color-scheme:dark;--paper:#15171b;--card:#1d2025;--ink:#e9e8e4;--soft:#a3a7b0;--line:#353a42;--grid:#2a2e35;
--c0:#7ba5ff;--c1:#f0924c;--c2:#4cc4b0;--c3:#e583b8;--c4:#aca2ff;--c5:#d0bd5a;--c6:#58c2e6;--c7:#d99a80;--c8:#8f949d;
--good:#4cc4b0;--fair:#f0b45c;--poor:#ff8b82;--on:#12141a`;

const series = Array.from({ length: 9 }, (_, i) => `.s${i}{--c:var(--c${i})}`).join('');

export const style = `
:root{${light}}
@media(prefers-color-scheme:dark){:root{${dark}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
main,header,footer{max-width:66rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:3rem}
h1{font-size:clamp(1.75rem,5vw,2.6rem);line-height:1.15;letter-spacing:-.02em;margin:.2rem 0 .6rem;overflow-wrap:anywhere}
h2{font-size:1.35rem;line-height:1.25;letter-spacing:-.01em;margin:0 0 .5rem}
p{max-width:44rem;margin:.4rem 0 1rem;overflow-wrap:anywhere}
.over{color:var(--soft);font-size:.85rem;margin:0}
header p{color:var(--soft);margin-bottom:0}
section{margin:2.75rem 0 0;padding-top:1.5rem;border-top:1px solid var(--line)}
nav{margin:1.25rem 0 0;font-size:.9rem}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;list-style:none;margin:0;padding:0}
a{color:var(--c0);text-underline-offset:.2em}
small,.faint{color:var(--soft)}
.verdict{border:1px solid var(--line);border-left:6px solid var(--tone);border-radius:10px;background:var(--card);padding:1.5rem;margin-top:2rem;display:grid;grid-template-columns:1fr 1fr;gap:1.5rem;align-items:center}
.verdict.network{--tone:var(--good)}.verdict.linear{--tone:var(--fair)}.verdict.baseline{--tone:var(--poor)}
.verdict h2{color:var(--tone);font-size:1.6rem}
.verdict figure{border:0;padding:0;background:none}
.verdict p:last-child{margin-bottom:0}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,25rem),1fr));gap:1rem;margin:1rem 0}
.three{grid-template-columns:repeat(auto-fit,minmax(min(100%,19rem),1fr))}
figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:1rem 1.1rem;break-inside:avoid;min-width:0}
figcaption{font-weight:600;font-size:.95rem;margin-bottom:.6rem;overflow-wrap:anywhere}
figcaption small{font-weight:400}
figure svg{display:block;width:100%;height:auto}
.remark{color:var(--soft);font-size:.85rem;margin:.6rem 0 0}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;list-style:none;margin:0 0 .5rem;padding:0;font-size:.85rem;color:var(--soft)}
.legend .key{display:inline-block;width:18px;height:10px;margin-right:.4rem;vertical-align:middle}
svg text{font:12.5px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:var(--ink);font-variant-numeric:tabular-nums;unicode-bidi:isolate}
svg .grid text,svg .title,svg .name{fill:var(--soft)}
svg .faint{fill:var(--soft)}
.grid line{stroke:var(--grid)}
.grid .zero{stroke:var(--soft);stroke-width:1.5}
.base{stroke:var(--soft)}
${series}
.line{fill:none;stroke:var(--c);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.marker{stroke:var(--soft);stroke-width:1.25;stroke-dasharray:4 4}
.whisker{stroke:var(--c);stroke-width:3;stroke-linecap:round;opacity:.55}
.whisker.thin{stroke:var(--ink);stroke-width:1.5}
.dot{fill:var(--c);stroke:var(--card);stroke-width:1.5}
.point{fill:var(--c);opacity:.45}
.bar{fill:var(--c)}
.bar.faint{fill:var(--line)}
.right{fill:var(--c0)}.wrong{fill:var(--c1)}
.on{fill:var(--on);font-weight:600}
.edges{fill:none;stroke:var(--line)}
.unit{fill:var(--card);stroke:var(--c);stroke-width:2}
.scroll{overflow-x:auto;margin:1rem 0}
.narrow{max-width:44rem}
.wide{overflow-x:auto}.wide svg{min-width:36rem}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:left;color:var(--soft);font-size:.85rem;padding-bottom:.4rem}
th,td{text-align:left;padding:.42rem .9rem .42rem 0;border-bottom:1px solid var(--line);vertical-align:top}
thead th{color:var(--soft);font-weight:500;font-size:.85rem;white-space:nowrap}
tbody th{font-weight:500;overflow-wrap:break-word;max-width:18rem}
.number{text-align:right;white-space:nowrap}
td em{color:var(--soft)}
.notes{list-style:none;margin:1rem 0;padding:0;display:grid;gap:.5rem}
.notes li{display:grid;grid-template-columns:5.5rem 1fr;gap:.75rem;border-left:4px solid var(--line);padding:.3rem 0 .3rem .9rem;overflow-wrap:anywhere}
.notes strong{font-size:.85rem;color:var(--soft);padding-top:.08rem}
.notes .warning{border-color:var(--fair)}
.notes .warning strong{color:var(--fair)}
details{margin:1rem 0}
summary{cursor:pointer;color:var(--c0);font-size:.92rem}
pre{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:1rem;overflow-x:auto;font-size:.88rem;line-height:1.5}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.92em}
footer{color:var(--soft);font-size:.85rem;padding-top:3rem;padding-bottom:3rem}
:focus-visible{outline:2px solid var(--c0);outline-offset:2px}
@media(max-width:44rem){.verdict{grid-template-columns:1fr;padding:1.1rem}header{padding-top:1.75rem}.notes li{grid-template-columns:1fr;gap:0}}
@media print{:root{${light};--paper:#fff}body{font-size:10.5pt}nav,summary{display:none}section{margin-top:1.5rem}.scroll{overflow:visible}.figures{grid-template-columns:1fr 1fr}h2{break-after:avoid}tr{break-inside:avoid}a{color:inherit}}
`;
