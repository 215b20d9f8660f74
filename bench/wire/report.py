"""The figures of a run as tables in Markdown, and as a plot."""

import re
import statistics

BEGIN = "<!-- wire: written by bench/wire/run.py --write -->"
END = "<!-- wire: end -->"
OURS = "ddbsim"
FLOOR = "floor"


def rate(rounds):
    return statistics.median(one["requests"] / one["us"] * 1e6 for one in rounds)


def errors(result):
    return sum(one["errors"] for by_operation in result["figures"].values() for by_server in by_operation.values()
               for rounds in by_server.values() for one in rounds)


def p99_ms(rounds):
    return statistics.median(one["p99_us"] for one in rounds) / 1000


def short(value):
    return f"{value / 1000:.1f} k" if value >= 10_000 else f"{value:.0f}"


def peers(by_server):
    return [name for name in by_server if name not in (OURS, FLOOR)]


def ratios(by_server):
    """Ours beside the floor and beside the best peer."""
    if OURS not in by_server:
        return "", ""
    ours = rate(by_server[OURS])
    floor = f"{ours / rate(by_server[FLOOR]):.2f}" if FLOOR in by_server else ""
    best = max((rate(by_server[name]) for name in peers(by_server)), default=None)
    return floor, f"{ours / best:.1f}" if best else ""


def table_of_rates(by_operation):
    names = list(next(iter(by_operation.values())))
    lines = ["| requests a second | " + " | ".join(names) + " | of the floor | times the best peer |",
             "|---|" + "---|" * (len(names) + 2)]
    for operation, by_server in by_operation.items():
        cells = [short(rate(by_server[name])) if name in by_server else "-" for name in names]
        lines.append("| " + " | ".join([operation, *cells, *ratios(by_server)]) + " |")
    return lines


def table_of_latencies(by_operation):
    names = [name for name in next(iter(by_operation.values())) if name != FLOOR]
    lines = ["| p99, ms | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    for operation, by_server in by_operation.items():
        cells = [f"{p99_ms(by_server[name]):.2f}" if name in by_server else "-" for name in names]
        lines.append("| " + " | ".join([operation, *cells]) + " |")
    return lines


def table_of_servers(result):
    lines = ["| server | start to first answer | idle memory | memory an item |", "|---|---|---|---|"]
    for name, facts in result["servers"].items():
        per_item = f"{facts['bytes_per_item']:.0f} bytes" if "bytes_per_item" in facts else ""
        lines.append(f"| {name} | {result['start_ms'][name]:.0f} ms | {facts['idle_mib']:.1f} MiB | {per_item} |")
    return lines


def table_of_sizes(sizes):
    lines = ["| ddbsim with | scans a second, page of 100 | memory an item | resident |", "|---|---|---|---|"]
    for items, facts in sizes.items():
        lines.append(f"| {int(items):,} items | {short(facts['scans_per_s'])} | {facts['bytes_per_item']:.0f} bytes | "
                     f"{facts['resident_mib']:.0f} MiB |".replace(",", " "))
    return lines


def text(result):
    lines = [f"{result['items']} items, median of {result['rounds']} rounds of {result['seconds']:g} s, interleaved; "
             f"errors in all: {errors(result)}."]
    for connections, by_operation in result["figures"].items():
        lines += ["", f"{connections} connection{'s' if int(connections) > 1 else ''}:", "", *table_of_rates(by_operation)]
    most = max(result["figures"], key=int)
    lines += ["", f"{most} connections:", "", *table_of_latencies(result["figures"][most]), "", *table_of_servers(result)]
    if "sizes" in result:
        lines += ["", *table_of_sizes(result["sizes"])]
    return "\n".join(lines)


# ---- the plot -----------------------------------------------------------------------------------

COLOURS = {FLOOR: "#b8b8b8", OURS: "#1f6feb", "Dynoxide": "#e58a2f", "Dynalite": "#4c9f58", "DynamoDB Local": "#8a63a8"}
WIDTH, LEFT, BAR, GAP, TOP = 860, 230, 11, 14, 46


def _bar(y, name, value, width):
    label = f'<text x="{LEFT + width + 6:.0f}" y="{y + 9}" class="n">{name} {short(value)}</text>'
    return f'<rect x="{LEFT}" y="{y}" width="{max(width, 1):.1f}" height="{BAR - 2}" fill="{COLOURS[name]}"/>{label}'


def plot(by_operation, connections):
    """Bars on a scale of each operation's own: what matters is who stands beside whom."""
    shapes = []
    y = TOP
    for operation, by_server in by_operation.items():
        rates = {name: rate(rounds) for name, rounds in by_server.items()}
        most = max(rates.values())
        shapes.append(f'<text x="{LEFT - 10}" y="{y + 9}" text-anchor="end">{operation}</text>')
        for name, value in rates.items():
            shapes.append(_bar(y, name, value, value / most * (WIDTH - LEFT - 160)))
            y += BAR
        y += GAP
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y}" font-family="sans-serif" font-size="12">'
            f'<rect width="{WIDTH}" height="{y}" fill="#ffffff"/><style>.n{{font-size:9px;fill:#444}}</style>'
            f'<text x="20" y="24" font-size="15">Requests a second, {connections} connections (each operation to a scale of its own)'
            "</text>")
    return head + "".join(shapes) + "</svg>\n"


def write(result, folder):
    """Into README.md between the marks, and the plot beside it."""
    most = max(result["figures"], key=int)
    (folder / "wire.svg").write_text(plot(result["figures"][most], most))
    readme = folder / "README.md"
    part = f"{BEGIN}\n\n{text(result)}\n\n![requests a second](wire.svg)\n\n{END}"
    readme.write_text(re.sub(re.escape(BEGIN) + ".*" + re.escape(END), lambda _: part, readme.read_text(), flags=re.S))
