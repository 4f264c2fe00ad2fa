"""A small plot with two logarithmic axes, as SVG."""

import math
from collections.abc import Mapping, Sequence
from html import escape

Points = Sequence[tuple[float, float]]

WIDTH, HEIGHT = 960, 600
LEFT, RIGHT, TOP, BOTTOM = 84, 300, 64, 64
COLOURS = ("#1f6feb", "#d1495b", "#2a9d5c", "#8957e5", "#c77700", "#0e8a9c", "#6b7280", "#b5179e")
STYLE = (
    "text{font-family:system-ui,'Segoe UI',Helvetica,Arial,'DejaVu Sans','Noto Sans CJK SC',sans-serif;font-size:14px;fill:#1f2328}"
    ".grid{stroke:#d8dee4;stroke-width:1}.faint{stroke:#eff2f5}.head{font-size:19px;font-weight:600}.dim{fill:#57606a}"
)
LABEL_HEIGHT = 19


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _apart(wanted: Sequence[float]) -> list[float]:
    """The same heights, moved down where they would lie upon one another."""
    places: list[float] = [0.0] * len(wanted)
    last = -math.inf
    for index in sorted(range(len(wanted)), key=lambda index: wanted[index]):
        last = places[index] = max(wanted[index], last + LABEL_HEIGHT)
    over = max(0.0, last - (HEIGHT - BOTTOM))
    return [place - over for place in places]


def drawn(title: str, x_label: str, y_label: str, lines: Mapping[str, Points]) -> str:
    """The lines of a plot, each named at its end; one named `question, way` is broken and in the colour of its question."""
    every = [point for points in lines.values() for point in points]
    left, right = _decades([x for x, _ in every])
    low, high = _decades([y for _, y in every])

    def x_of(value: float) -> float:
        return LEFT + (math.log10(value) - left) / (right - left) * (WIDTH - LEFT - RIGHT)

    def y_of(value: float) -> float:
        return HEIGHT - BOTTOM - (math.log10(value) - low) / (high - low) * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">',
        f'<style>{STYLE}</style><rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="34" class="head">{escape(title)}</text>',
    ]  # fmt: skip
    for power in range(left, right + 1):
        at = x_of(10.0**power)
        parts.append(f'<line class="grid" x1="{at:.1f}" x2="{at:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>')
        parts.append(f'<text x="{at:.1f}" y="{HEIGHT - BOTTOM + 22}" text-anchor="middle">{_named(power)}</text>')
    for power in range(low, high + 1):
        at = y_of(10.0**power)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}"/>')
        parts.append(f'<text x="{LEFT - 10}" y="{at + 5:.1f}" text-anchor="end">{10.0**power:g} s</text>')
        if power < high:
            for part in range(2, 10):
                faint = y_of(part * 10.0**power)
                parts.append(
                    f'<line class="faint" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{faint:.1f}" y2="{faint:.1f}"/>'
                )
    parts.append(f'<text x="{LEFT}" y="{HEIGHT - 16}" class="dim">{escape(x_label)} →</text>')
    parts.append(f'<text x="{LEFT}" y="{TOP - 10}" class="dim">{escape(y_label)} ↑</text>')
    labels = _apart([y_of(points[-1][1]) for points in lines.values()])
    for (name, points), label, colour in zip(lines.items(), labels, _colours(list(lines)), strict=True):
        path = " ".join(f"{x_of(x):.1f},{y_of(y):.1f}" for x, y in points)
        dash = ' stroke-dasharray="6 5"' if ", " in name else ""
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"{dash}/>')
        parts += [f'<circle cx="{x_of(x):.1f}" cy="{y_of(y):.1f}" r="4.5" fill="{colour}"/>' for x, y in points]
        end = x_of(points[-1][0]) + 8, y_of(points[-1][1])
        at = WIDTH - RIGHT + 22
        parts.append(
            f'<polyline points="{end[0]:.1f},{end[1]:.1f} {at - 12},{label:.1f} {at - 3},{label:.1f}" fill="none" '
            f'stroke="{colour}" stroke-opacity="0.45"/>'
        )
        parts.append(f'<text x="{at}" y="{label + 5:.1f}" style="fill:{colour}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _colours(names: Sequence[str]) -> list[str]:
    """A colour for each question; another way of it, told after a comma, has the same."""
    questions = list(dict.fromkeys(name.partition(", ")[0] for name in names))
    return [COLOURS[questions.index(name.partition(", ")[0]) % len(COLOURS)] for name in names]


def _named(power: int) -> str:
    return {5: "100 000", 6: "1 million", 7: "10 million", 8: "100 million", 9: "1 billion"}.get(
        power, f"{10**power:g}"
    )
