#include "sim/report/markup.hpp"

namespace ddbsim::report {

namespace {

constexpr std::string_view kStyle = R"(
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b2330; --quiet: #667085; --line: #d5dbe5; --band: #f5f7fb;
  --card: #ffffff; --edge: #e3e8f0; --page: #f2f4f8; --hover: rgba(47, 111, 222, .09);
  --client: #2f6fde; --service: #667085; --table: #0d8a6c; --function: #7a4fd0;
  --trigger: #c06a05; --fault: #d1242f; --fault-band: #fdecec; --odd: #a85800; --fresh: #14804a;
  --gone: #a85800; --bar: #e4dbf8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #121821; --ink: #e5eaf2; --quiet: #8e9aac; --line: #323d4d; --band: #18202b;
    --card: #121821; --edge: #263040; --page: #0b1017; --hover: rgba(120, 170, 255, .12);
    --client: #79a8ff; --service: #9aa6b8; --table: #3fc9a4; --function: #b596ff;
    --trigger: #f0a03c; --fault: #ff6b70; --fault-band: #34191d; --odd: #f0b04f; --fresh: #4cc98a;
    --gone: #f0b04f; --bar: #3a2f5c;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 32px 20px 64px; background: var(--page); color: var(--ink);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
main { max-width: 1184px; margin: 0 auto; }
h1 { font-size: 24px; line-height: 1.3; margin: 0; }
h2 { font-size: 19px; line-height: 1.35; margin: 0 0 4px; }
h3 { font-size: 13px; margin: 24px 0 8px; color: var(--quiet); font-weight: 600;
  letter-spacing: .03em; }
h1, h2, h3, p, td, th { overflow-wrap: anywhere; }
.path, code, pre, .value, svg.story {
  font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
.path { color: var(--quiet); font-size: 13px; margin: 2px 0 16px; }
.search { margin-bottom: 48px; }
.card {
  background: var(--card); border: 1px solid var(--edge); border-radius: 12px;
  padding: 24px; margin: 16px 0;
}
.verdict p { margin: 4px 0; }
.verdict table { margin-bottom: 16px; }
.plain { color: inherit; } .strong { font-weight: 650; } .quiet { color: var(--quiet); }
.fault { color: var(--fault); } .odd { color: var(--odd); }
.fresh { color: var(--fresh); } .gone { color: var(--gone); }
span.fault, span.fresh { font-weight: 600; }
.needs { color: var(--quiet); margin: 0 0 16px; }
.thing {
  display: inline-block; padding: 0 9px; margin-right: 4px; border-radius: 99px;
  border: 1px solid var(--odd); color: var(--odd); font-size: 13px;
}
table { border-collapse: collapse; font-size: 14px; max-width: 100%; }
th { text-align: left; color: var(--quiet); font-weight: 500; font-size: 13px; }
th, td { padding: 5px 20px 5px 0; border-bottom: 1px solid var(--edge); vertical-align: top; }
td.count, th.count { text-align: right; font-variant-numeric: tabular-nums; }
td.value { font-size: 13px; }
a { color: var(--client); text-decoration: none; } a:hover { text-decoration: underline; }
.broken { border-left: 4px solid var(--fault); padding: 2px 0 2px 16px; margin-top: 20px; }
.broken > p { margin: 0 0 8px; font-weight: 600; }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; }
.sides h3 { margin-top: 12px; }
pre, code.replay {
  display: block; margin: 0; padding: 10px 14px; background: var(--band); border-radius: 8px;
  font-size: 12.5px; line-height: 1.5; overflow-x: auto; white-space: pre;
}
code.replay + code.replay { margin-top: 8px; }
.scroll { overflow-x: auto; margin: 0 -24px; padding: 0 16px; }
svg.story { display: block; min-width: 860px; width: 100%; height: auto; font-size: 12.5px; }
svg.story text { fill: var(--ink); white-space: pre; }
svg.story .name { font-weight: 650; }
svg.story tspan.quiet, svg.story .number { fill: var(--quiet); }
svg.story .number { text-anchor: middle; font-size: 11.5px; }
svg.story tspan.fault { fill: var(--fault); font-weight: 650; }
svg.story tspan.odd { fill: var(--odd); }
svg.story tspan.fresh { fill: var(--fresh); font-weight: 650; }
svg.story tspan.gone { fill: var(--gone); font-weight: 650; }
svg.story .lifeline { stroke: var(--line); stroke-width: 1.5; fill: none; }
svg.story .band { fill: var(--band); }
svg.story .fault-band { fill: var(--fault-band); }
svg.story .bar { fill: var(--bar); stroke: var(--function); stroke-width: 1; }
svg.story .hover { fill: transparent; }
svg.story .step:hover .hover { fill: var(--hover); }
svg.story .arrow { stroke: var(--ink); stroke-width: 1.6; fill: none; }
svg.story .tip { fill: var(--ink); }
svg.story .arrow.delivery { stroke: var(--trigger); stroke-dasharray: 5 3; }
svg.story .tip.delivery { fill: var(--trigger); }
svg.story .arrow.stopped { stroke: var(--fault); }
svg.story .cross { stroke: var(--fault); stroke-width: 2.8; stroke-linecap: round; fill: none; }
svg.story .pause { stroke: var(--quiet); stroke-width: 1.2; stroke-dasharray: 2 4; fill: none; }
svg.story .client { fill: var(--client); } svg.story .service { fill: var(--service); }
svg.story .table { fill: var(--table); } svg.story .function { fill: var(--function); }
svg.story .trigger { fill: var(--trigger); }
@media print {
  :root {
    --paper: #fff; --ink: #000; --quiet: #555; --line: #bbb; --band: #f4f4f4; --card: #fff;
    --edge: #ccc; --page: #fff; --client: #1d4fae; --table: #0a6b54; --function: #5b35a8;
    --trigger: #8f4e00; --fault: #b3121d; --fault-band: #fbe3e3; --odd: #8a4700;
    --fresh: #0d6237; --gone: #8a4700; --bar: #e4dbf8;
  }
  body { padding: 0; font-size: 11pt; print-color-adjust: exact;
    -webkit-print-color-adjust: exact; }
  .card { border: 0; padding: 0; break-before: page; }
  .card.verdict { break-before: auto; }
  .scroll { overflow: visible; margin: 0; padding: 0; }
  svg.story { min-width: 0; width: auto; max-width: 100%; max-height: 86vh; }
  pre, code.replay { white-space: pre-wrap; overflow-wrap: anywhere; }
}
)";

}  // namespace

std::string_view page_style() noexcept { return kStyle; }

}  // namespace ddbsim::report
