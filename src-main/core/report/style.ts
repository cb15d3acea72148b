/**
 * The looks of a report: the colours of the window (src-renderer/theme.css), light or dark as the reader's system is, light on
 * paper. SVG is painted by class, so that bars print also where backgrounds do not.
 */
export const style = `
:root {
  color-scheme: light;
  --page: #f6f7f9; --panel: #fff; --border: #e3e6eb; --soft: #eff1f4; --track: #e4e7ef;
  --text: #1d212a; --strong: #14171d; --muted: #616a7a;
  --primary: #2f5ceb; --success: #108153; --warning: #95500d; --error: #ae261f;
  --success-soft: #ecfbf3; --warning-soft: #fff8eb; --error-soft: #fef2f2; --neutral-soft: #eef2fe;
  --kept: #2f5ceb; --guest-free: #eca63c; --zero: #a3b7fa; --same: #3fbd85; --discarded: #d88615; --orphaned: #98a0ae;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --page: #14161b; --panel: #1b1e25; --border: #2a2e37; --soft: #242831; --track: #2a2e39;
    --text: #e6e9ee; --strong: #f3f5f8; --muted: #969eac;
    --primary: #7d98fc; --success: #3fbd85; --warning: #eca63c; --error: #f57c76;
    --success-soft: #05261b; --warning-soft: #3a1c05; --error-soft: #410e0c; --neutral-soft: #17234d;
    --kept: #7d98fc; --guest-free: #eca63c; --zero: #3e5196; --same: #1da169; --discarded: #b5660b; --orphaned: #616a7a;
  }
}
* { box-sizing: border-box; margin: 0; padding: 0; }
body {
  max-width: 60rem; margin: 0 auto; padding: 1.75rem 1.75rem 3rem; background: var(--page); color: var(--text);
  font: 0.875rem/1.5 Inter, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', 'Noto Sans', Roboto, Ubuntu, sans-serif;
  overflow-wrap: anywhere;
}
header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.25rem 1rem; margin-bottom: 2rem; }
main { display: grid; gap: 1rem; }
main > *, article, dd { min-width: 0; }
.brand { display: flex; align-items: center; gap: 0.5rem; color: var(--strong); font-weight: 600; }
.logo { width: 1.375rem; height: 1.375rem; }
.platter { fill: var(--track); } .written { fill: var(--primary); } .read { fill: var(--zero); }
.kind { color: var(--primary); font-weight: 600; font-size: 0.8125rem; margin-bottom: -0.875rem; }
h1 { color: var(--strong); font-size: 1.5rem; line-height: 1.3; letter-spacing: -0.01em; }
h2 { color: var(--strong); font-size: 1rem; margin-bottom: 0.625rem; }
h3 { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; font-weight: 500; color: var(--muted); margin-bottom: 0.25rem; }
.muted, .where { color: var(--muted); }
.exact { font-size: 0.75rem; white-space: nowrap; }
code { font: 0.8125rem/1.5 ui-monospace, 'SF Mono', 'Cascadia Mono', Consolas, 'Liberation Mono', Menlo, monospace; }
strong { color: var(--strong); font-weight: 600; }
ul { list-style: none; }
.panel {
  background: var(--panel); border: 1px solid var(--border); border-radius: 0.625rem; padding: 1rem 1.125rem;
  box-shadow: 0 1px 2px rgb(0 0 0 / 4%);
}

.verdict { display: flex; gap: 0.875rem; align-items: flex-start; --tone: var(--primary); --tone-soft: var(--neutral-soft); }
.verdict.success { --tone: var(--success); --tone-soft: var(--success-soft); }
.verdict.warning { --tone: var(--warning); --tone-soft: var(--warning-soft); }
.verdict.error { --tone: var(--error); --tone-soft: var(--error-soft); }
.icon {
  flex: none; width: 2.5rem; height: 2.5rem; padding: 0.5rem; border-radius: 0.5rem; background: var(--tone-soft);
  fill: none; stroke: var(--tone); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round;
}
.verdict > div { min-width: 0; padding-top: 0.25rem; }
.sentence { color: var(--strong); font-size: 1.125rem; font-weight: 600; line-height: 1.4; }

.counts { display: grid; grid-template-columns: repeat(4, 1fr); padding: 0; overflow: hidden; }
.count { padding: 0.75rem 1.125rem; }
.count + .count { border-left: 1px solid var(--border); }
.count dt { color: var(--muted); font-size: 0.8125rem; }
.count dd { font-size: 1.25rem; font-weight: 600; line-height: 1.3; font-variant-numeric: tabular-nums; color: var(--muted); }
.count.fatal dd, .count.damage dd { color: var(--error); }
.count.waste dd { color: var(--warning); }
.count.note dd { color: var(--primary); }

.facts > div { display: grid; grid-template-columns: 11rem 1fr; gap: 0 1rem; padding: 0.25rem 0; }
.facts dt { color: var(--muted); }
.facts dd { color: var(--text); font-variant-numeric: tabular-nums; }

.bar { display: grid; grid-template-columns: 4.5rem 1fr 5.5rem; gap: 0.75rem; align-items: center; padding: 0.25rem 0; }
.bar svg { display: block; width: 100%; height: 1.125rem; border-radius: 0.25rem; background: var(--track); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; padding: 0.5rem 0 0.625rem; }
.legend svg { width: 0.625rem; height: 0.625rem; border-radius: 0.125rem; margin-right: 0.5rem; }
.kept { fill: var(--kept); } .guestFree { fill: var(--guest-free); } .zero { fill: var(--zero); }
.empty { fill: var(--track); } .sameAsParent { fill: var(--same); } .discarded { fill: var(--discarded); } .orphaned { fill: var(--orphaned); }

table { width: 100%; border-collapse: collapse; margin-top: 0.5rem; }
table + .muted { margin-top: 0.5rem; }
thead tr:first-child th { border-top: 0; }
/* Headings say the same to the eye; captions are for those who move from table to table. */
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { text-align: left; vertical-align: top; font-weight: 400; padding: 0.4375rem 0.75rem; border-top: 1px solid var(--border); }
thead th { color: var(--muted); font-size: 0.75rem; font-weight: 600; white-space: nowrap; padding-bottom: 0.25rem; }
th:first-child, td:first-child { padding-left: 0; } th:last-child, td:last-child { padding-right: 0; }
th.number, td.number { text-align: right; white-space: nowrap; }
.number .exact { display: block; }
.reason { display: block; color: var(--warning); font-size: 0.8125rem; }

.findings h2 { display: flex; align-items: center; gap: 0.5rem; margin-bottom: 0.125rem; }
.badge {
  background: var(--soft); color: var(--text); border-radius: 1rem; padding: 0 0.5rem;
  font-size: 0.75rem; font-weight: 600; line-height: 1.25rem; font-variant-numeric: tabular-nums;
}
.fatal h2 .badge, .damage h2 .badge { background: var(--error-soft); color: var(--error); }
.waste h2 .badge { background: var(--warning-soft); color: var(--warning); }
.note h2 .badge { background: var(--neutral-soft); color: var(--primary); }
article { border-top: 1px solid var(--border); margin-top: 0.875rem; padding-top: 0.875rem; }
article .says { color: var(--strong); font-weight: 500; }
article .facts { margin-top: 0.5rem; }
article .facts > div { grid-template-columns: 4.5rem 1fr; }
.risk, .safe { display: inline-block; color: var(--warning); }
.safe { color: var(--success); }
summary { cursor: pointer; color: var(--primary); padding: 0.4375rem 0; }
summary:focus-visible { outline: 2px solid var(--primary); outline-offset: 2px; border-radius: 0.25rem; }

@media screen and (max-width: 40rem) {
  body { padding: 1rem; }
  .counts { grid-template-columns: repeat(2, 1fr); }
  .facts > div, article .facts > div { grid-template-columns: 1fr; }
  .bar { grid-template-columns: 1fr auto; } .bar svg { grid-row: 2; grid-column: 1 / -1; }
  table, tbody, tr, th, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tbody tr { border-top: 1px solid var(--border); padding: 0.5rem 0; }
  tbody th, tbody td { padding: 0.125rem 0; border: 0; }
  tbody td.number { display: flex; justify-content: space-between; gap: 1rem; white-space: normal; }
  tbody td.number::before { content: attr(data-title); color: var(--muted); text-align: left; }
}
@media print {
  @page { margin: 16mm; }
  :root { --page: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .panel { box-shadow: none; }
  .panel:not(.findings), article, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .icon, .badge, .bar svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`.trim();
