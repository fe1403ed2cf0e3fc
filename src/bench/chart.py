"""Draws small line charts as SVG, to be read on light and dark backgrounds."""
import html

WIDTH, HEIGHT, LEFT, TOP = 440, 210, 58, 34
PLOT_WIDTH, PLOT_HEIGHT = WIDTH - LEFT - 16, HEIGHT - TOP - 36
# one palette for both: a picture does not always know what it lies on
STYLE = """
  text { font: 11px sans-serif; fill: #768390 }
  .title { font-weight: bold; font-size: 13px }
  .grid { stroke: #8c959f; stroke-opacity: .35 }
  .line { fill: none; stroke-width: 1.6; stroke-linejoin: round }
  .a { stroke: #2f81f7 } text.a { fill: #2f81f7; stroke: none }
  .b { stroke: #db6d28 } text.b { fill: #db6d28; stroke: none }
  .c { stroke: #2da44e } text.c { fill: #2da44e; stroke: none }
"""


def nice(largest):
    """A round number that is not below another."""
    if largest <= 0:
        return 1
    power = 1
    while power * 10 <= largest:
        power *= 10
    while power > largest:
        power /= 10
    return next(power * step for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if power * step >= largest)


def number(value):
    return "%d" % value if value == int(value) else "%.3g" % value


def chart(title, lines, x, y):
    """One chart.

    :param lines: (name, [(minute, value), ...]) of each line, at most three
    """
    minutes = max([point[0] for _, points in lines for point in points] or [1]) or 1
    top = nice(max([point[1] for _, points in lines for point in points] or [1]))
    parts = ['<g transform="translate(%d %d)">' % (x, y),
             '<text class="title" x="%d" y="14">%s</text>' % (LEFT, html.escape(title))]
    for quarter in range(0, 5):
        line = TOP + PLOT_HEIGHT * (1 - quarter / 4)
        parts.append('<path class="grid" d="M%d %.1fH%d"/>' % (LEFT, line, LEFT + PLOT_WIDTH))
        parts.append('<text text-anchor="end" x="%d" y="%.1f">%s</text>' % (
            LEFT - 6, line + 4, number(top * quarter / 4)))
        parts.append('<text text-anchor="middle" x="%.1f" y="%d">%s%s</text>' % (
            LEFT + PLOT_WIDTH * quarter / 4, TOP + PLOT_HEIGHT + 16, number(round(minutes * quarter / 4, 1)),
            " min" if quarter == 4 else ""))
    for index, (name, points) in enumerate(lines):
        kind = "abc"[index]
        path = " ".join("%.1f,%.1f" % (
            LEFT + PLOT_WIDTH * minute / minutes,
            TOP + PLOT_HEIGHT * (1 - value / top)) for minute, value in points)
        parts.append('<polyline class="line %s" points="%s"/>' % (kind, path))
        parts.append('<text class="%s" x="%d" y="28">%s</text>' % (
            kind, LEFT + index * 125, html.escape(name)))
    return "\n".join(parts + ["</g>"])


def write(path, charts):
    """Writes charts, two in a row.

    :param charts: (title, lines) of each
    """
    rows = (len(charts) + 1) // 2
    with open(path, "w") as file:
        file.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d">\n' % (
            (2 * WIDTH, rows * HEIGHT) * 2))
        file.write("<style>%s</style>\n" % STYLE)
        for index, (title, lines) in enumerate(charts):
            file.write(chart(title, lines, index % 2 * WIDTH, index // 2 * HEIGHT) + "\n")
        file.write("</svg>\n")
