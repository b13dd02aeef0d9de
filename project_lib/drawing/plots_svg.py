"""A figure as SVG: the same figure gives the same bytes, and its colours follow the page.

Colours of the palette become the CSS variables of the page, so that the drawing follows its light,
dark or print theme; without a page they fall back to the light palette.
"""

import hashlib
import io
import re
import warnings

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure

from project_lib.drawing.palette import LIGHT
from project_lib.drawing.plots import THEME

MOST_DOTS = 20_000  # of one scatter; beyond that a bitmap is smaller, which no theme can recolour
LAYERS = 8  # dots of one layer that overlap do not add up, dots of different layers do


def figure_svg(figure: Figure | Axes) -> str:
    """Return the figure as SVG text without anything that depends on when or where it was made."""
    figure = figure.figure if isinstance(figure, Axes) else figure
    for dots in figure.findobj(PathCollection):
        dots.set_rasterized(len(dots.get_offsets()) > MOST_DOTS)
    buffer = io.StringIO()
    with rc_context(THEME), warnings.catch_warnings():
        # the browser has fonts of its own for what ours lacks
        warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg ") :]
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    # matplotlib styles "*", which would reach every other drawing of the page
    svg = re.sub(r"\s*<defs>\s*<style.*?</style>\s*</defs>", "", svg, flags=re.DOTALL)
    svg = svg.replace("<svg ", '<svg style="stroke-linejoin: round" ', 1)
    svg = re.sub(r"font-family: [^;\"]*", "font-family: var(--chart-font, sans-serif)", svg)
    svg = _with_merged_dots(svg)
    for variable, colour in LIGHT.items():
        svg = svg.replace(colour, f"var(--{variable}, {colour})")
    return _with_own_ids(svg)


def _with_merged_dots(svg: str) -> str:
    """Return the SVG with scattered circles as a few dotted paths: a tenth of the size."""
    circles = dict(re.findall(r'<path id="([^"]+)" d="M 0 ([\d.]+) \nC[^"]*z\n"/>', svg))
    use = r'<use xlink:href="#{}" x="[^"]*" y="[^"]*" style="{}"/>'
    run = use.format('([^"]+)', '(fill: [^"]*)') + r"(?:\s*" + use.format(r"\1", r"\2") + "){20,}"

    def dotted(match: re.Match) -> str:
        if match[1] not in circles or "stroke" in match[2]:
            return match[0]
        places = re.findall(r'x="([^"]*)" y="([^"]*)"', match[0])
        dots = [f"M{float(x):.1f} {float(y):.1f}h0" for x, y in places]
        style = match[2].replace("fill-opacity", "stroke-opacity").replace("fill:", "stroke:")
        width = f"stroke-width: {2 * float(circles[match[1]]):g}; stroke-linecap: round; fill: none"
        layers = ["".join(dots[layer::LAYERS]) for layer in range(LAYERS)]
        return "\n".join(f'<path d="{path}" style="{style}; {width}"/>' for path in layers)

    return re.sub(run, dotted, svg)


def _with_own_ids(svg: str) -> str:
    """Return the SVG with only the ids it refers to, distinct from those of other figures."""
    used = set(re.findall(r'(?:href="|url\()#([^")]+)', svg))
    own = hashlib.sha256(svg.encode()).hexdigest()[:8]
    svg = re.sub(r' id="([^"]*)"', lambda m: m[0] if m[1] in used else "", svg)
    svg = re.sub(r'( id="|href="#)', rf"\1f{own}-", svg)
    return svg.replace("url(#", f"url(#f{own}-")
