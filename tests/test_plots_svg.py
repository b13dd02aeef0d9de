import re

import numpy as np

from project_lib.drawing import palette, plots
from project_lib.drawing.plots_svg import LAYERS, figure_svg


def bars():
    return plots.plot_bars(["a", "b"], [1, 2], accent=["a"], text=["1", "2"])


def cloud(count, **options):
    points = np.random.default_rng(0).normal(size=(count, 2))
    return plots.plot_scatter(points[:, 0], points[:, 1], **options)


def test_the_same_figure_gives_the_same_bytes():
    assert figure_svg(bars()) == figure_svg(bars())
    axes = bars()
    assert figure_svg(axes) == figure_svg(axes.figure)


def test_nothing_tells_when_or_with_what_it_was_made():
    svg = figure_svg(bars())
    assert "<metadata" not in svg and "<?xml" not in svg and "matplotlib" not in svg.lower()


def test_every_colour_of_the_palette_follows_the_page():
    svg = figure_svg(bars())
    colours = set(re.findall(r"(?<!, )#[0-9a-f]{6}", svg))
    assert colours & set(palette.LIGHT.values()) == set()
    assert f"var(--accent, {palette.LIGHT['accent']})" in svg


def test_text_stays_text_in_the_font_of_the_page():
    svg = figure_svg(bars())
    assert set(re.findall(r"font-family: ([^;\"]*)", svg)) == {"var(--chart-font, sans-serif)"}
    assert ">a</text>" in svg


def test_figures_of_one_page_share_no_id():
    first, second = (set(re.findall(r' id="([^"]*)"', figure_svg(cloud(n)))) for n in (5, 6))
    assert first and second
    assert first & second == set()


def test_every_reference_finds_its_id():
    svg = figure_svg(cloud(5))
    referred = set(re.findall(r'(?:href="|url\()#([^")]+)', svg))
    assert referred == set(re.findall(r' id="([^"]*)"', svg))


def test_no_style_reaches_the_rest_of_the_page():
    assert "<style" not in figure_svg(cloud(5))


def test_many_dots_become_a_few_paths_that_keep_place_size_and_colour():
    axes = cloud(1000)
    svg = figure_svg(axes)
    paths = re.findall(r'<path d="((?:M[\d.]+ [\d.]+h0)+)" style="([^"]*)"/>', svg)
    assert len(paths) == LAYERS
    drawn = [tuple(map(float, dot)) for d, _ in paths for dot in re.findall(r"M(\S+) (\S+)h0", d)]
    assert len(drawn) == 1000
    points = axes.transData.transform(axes.collections[0].get_offsets())
    height = axes.figure.bbox.height
    scale = 72 / axes.figure.dpi
    in_layers = np.concatenate([points[layer::LAYERS] for layer in range(LAYERS)])
    expected = [(x * scale, (height - y) * scale) for x, y in in_layers]
    np.testing.assert_allclose(drawn, expected, atol=0.06)
    assert {style for _, style in paths} == {
        f"stroke: var(--quiet, {palette.LIGHT['quiet']}); stroke-opacity: 0.6; "
        "stroke-width: 3; stroke-linecap: round; fill: none"
    }
    assert len(svg) < 40_000


def test_a_huge_cloud_becomes_a_bitmap_of_limited_size():
    svg = figure_svg(cloud(30_000))
    assert "data:image/png;base64," in svg
    assert len(svg) < 400_000
