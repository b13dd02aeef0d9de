"""What PowerPoint's charts can do and python-pptx cannot say: small additions to their XML."""

from collections.abc import Sequence
from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree
from pptx.oxml.ns import qn

if TYPE_CHECKING:
    from pptx.chart.chart import Chart as NativeChart

_NAMES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)


def leave_in_workbook(series: object) -> None:
    """Take a series out of the picture; its numbers stay in the workbook for who looks them up."""
    series._element.getparent().remove(series._element)


def hide_legend_entry(drawn: "NativeChart", place: int) -> None:
    """Leave a series out of the legend."""
    entry = _parse(f'<c:legendEntry><c:idx val="{place}"/><c:delete val="1"/></c:legendEntry>')
    drawn.legend._element.find(qn("c:legendPos")).addnext(entry)


def place_plot(drawn: "NativeChart", left: float, top: float, right: float, bottom: float) -> None:
    """Leave these parts of the chart's width and height free around what is plotted."""
    layout = _parse(
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
        f'<c:yMode val="edge"/><c:x val="{left:.4f}"/><c:y val="{top:.4f}"/>'
        f'<c:w val="{max(1 - left - right, 0.1):.4f}"/>'
        f'<c:h val="{max(1 - top - bottom, 0.1):.4f}"/></c:manualLayout></c:layout>'
    )
    area = drawn._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    area.insert(0, layout)


def move_title(drawn: "NativeChart") -> None:
    """Let a chart's title stand at its upper left, and not above the middle."""
    title = drawn._chartSpace.chart.find(qn("c:title"))
    for old in title.findall(qn("c:layout")):
        title.remove(old)
    text = (
        '<c:layout><c:manualLayout><c:xMode val="edge"/><c:yMode val="edge"/>'
        '<c:x val="0"/><c:y val="0"/></c:manualLayout></c:layout>'
    )
    title.find(qn("c:tx")).addnext(_parse(text))


def name_at_point(
    series: object, point: int, colour: str, size: float, *, position: str, down: float = 0.0
) -> None:
    """Write the name of a series beside one of its points, a part of the chart's height lower."""
    moved = (
        f'<c:layout><c:manualLayout><c:x val="0"/><c:y val="{down:.4f}"/></c:manualLayout>'
        "</c:layout>"
        if down
        else ""
    )
    shown = "".join(
        f'<c:show{name} val="{int(name == "SerName")}"/>'
        for name in ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
    )
    letters = (
        '<c:txPr><a:bodyPr wrap="none"/><a:lstStyle/><a:p><a:pPr>'
        f'<a:defRPr sz="{round(100 * size)}" b="1">{_fill(colour)}</a:defRPr></a:pPr>'
        '<a:endParaRPr lang="en-US"/></a:p></c:txPr>'
    )
    label = (
        f'<c:dLbl><c:idx val="{point}"/>{moved}<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln>'
        f'</c:spPr>{letters}<c:dLblPos val="{position}"/>{shown}</c:dLbl>'
    )
    element = series._element
    for old in element.findall(qn("c:dLbls")):
        element.remove(old)
    rest = shown.replace('SerName val="1"', 'SerName val="0"')
    labels = _parse(f"<c:dLbls>{label}{rest}</c:dLbls>")
    following = ("c:trendline", "c:errBars", "c:cat", "c:xVal", "c:val", "c:yVal", "c:smooth")
    element.insert_element_before(labels, *following)


def skip_labels(drawn: "NativeChart", step: int) -> None:
    """Name only every so manieth category of an axis."""
    axis = drawn._chartSpace.chart.plotArea.find(qn("c:catAx"))
    for old in axis.findall(qn("c:tickLblSkip")):
        axis.remove(old)
    skip = _parse(f'<c:tickLblSkip val="{step}"/>')
    axis.insert_element_before(skip, "c:tickMarkSkip", "c:noMultiLvlLbl", "c:extLst")


def mark_months(drawn: "NativeChart", months: int) -> None:
    """Let an axis of dates have a tick every so many months."""
    axis = drawn._chartSpace.chart.plotArea.find(qn("c:dateAx"))
    for name in ("c:baseTimeUnit", "c:majorUnit", "c:majorTimeUnit"):
        for part in axis.findall(qn(name)):
            axis.remove(part)
    for text in (
        '<c:baseTimeUnit val="days"/>',
        f'<c:majorUnit val="{months}"/>',
        '<c:majorTimeUnit val="months"/>',
    ):
        axis.append(_parse(text))


def add_error_bars(
    series: object, values: Sequence, low: Sequence, high: Sequence, colour: str
) -> None:
    """Add the 95 % intervals to a series of bars, as error bars with their own lengths."""
    above = [_length(end, value) for end, value in zip(high, values, strict=True)]
    below = [_length(value, end) for end, value in zip(low, values, strict=True)]
    element = _parse(
        '<c:errBars><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="1"/>'
        f"<c:plus>{_literal(above)}</c:plus><c:minus>{_literal(below)}</c:minus>"
        f"{_line(colour, 1.25)}</c:errBars>"
    )
    before = series._element.find(qn("c:cat"))
    before.addprevious(element)


def _length(end: float | None, start: float | None) -> float:
    return 0.0 if end is None or start is None else max(end - start, 0.0)


def line_on_second_axis(drawn: "NativeChart", colour: str, muted: str) -> None:
    """Turn the last series of a column chart into a line with a scale of its own, 0 to 100 %."""
    area = drawn._chartSpace.chart.plotArea
    columns = area.find(qn("c:barChart"))
    series = columns.findall(qn("c:ser"))[-1]
    columns.remove(series)
    for name in ("c:invertIfNegative", "c:spPr"):
        for part in series.findall(qn(name)):
            series.remove(part)
    series.find(qn("c:tx")).addnext(_parse(_line(colour, 2.0)))
    marker = '<c:marker><c:symbol val="circle"/><c:size val="5"/></c:marker>'
    series.find(qn("c:spPr")).addnext(_parse(marker))
    line = _parse(
        '<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
        '<c:marker val="1"/><c:axId val="50010"/><c:axId val="50020"/></c:lineChart>'
    )
    series.append(_parse('<c:smooth val="0"/>'))
    line.insert(2, series)
    columns.addnext(line)
    last = area.findall(qn("c:valAx"))[-1]
    last.addnext(_parse(_second_axes(muted)[0]))
    area.findall(qn("c:catAx"))[-1].addnext(_parse(_second_axes(muted)[1]))


def _second_axes(muted: str) -> tuple[str, str]:
    values = (
        '<c:valAx><c:axId val="50020"/><c:scaling><c:orientation val="minMax"/>'
        '<c:max val="1"/><c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="r"/>'
        '<c:numFmt formatCode="0%" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'{_line(muted, 0.5)}<c:crossAx val="50010"/><c:crosses val="max"/></c:valAx>'
    )
    names = (
        '<c:catAx><c:axId val="50010"/><c:scaling><c:orientation val="minMax"/></c:scaling>'
        '<c:delete val="1"/><c:axPos val="b"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        '<c:crossAx val="50020"/><c:crosses val="autoZero"/></c:catAx>'
    )
    return values, names


def band_below_lines(drawn: "NativeChart", colour: str) -> None:
    """Turn the first two series of a line chart into a band: the first invisible, on it the second.

    The lines keep their place in front.
    """
    area = drawn._chartSpace.chart.plotArea
    lines = area.find(qn("c:lineChart"))
    band = _parse(
        '<c:areaChart><c:grouping val="stacked"/><c:varyColors val="0"/></c:areaChart>'
    )
    for place, series in enumerate(lines.findall(qn("c:ser"))[:2]):
        lines.remove(series)
        for name in ("c:marker", "c:smooth", "c:spPr"):
            for part in series.findall(qn(name)):
                series.remove(part)
        fill = "<a:noFill/>" if place == 0 else _fill(colour, 22)
        properties = f"<c:spPr>{fill}<a:ln><a:noFill/></a:ln></c:spPr>"
        series.find(qn("c:tx")).addnext(_parse(properties))
        band.append(series)
    for axis in lines.findall(qn("c:axId")):
        band.append(deepcopy(axis))
    lines.addprevious(band)


def _literal(values: Sequence[float]) -> str:
    points = "".join(f'<c:pt idx="{i}"><c:v>{v!r}</c:v></c:pt>' for i, v in enumerate(values))
    return (
        f'<c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>'
        f"{points}</c:numLit>"
    )


def _line(colour: str, points: float) -> str:
    width = round(12_700 * points)
    return f'<c:spPr><a:ln w="{width}" cap="flat">{_fill(colour)}</a:ln></c:spPr>'


def _fill(colour: str, percent: int = 100) -> str:
    alpha = "" if percent == 100 else f'<a:alpha val="{1000 * percent}"/>'
    value = colour.lstrip("#").upper()
    return f'<a:solidFill><a:srgbClr val="{value}">{alpha}</a:srgbClr></a:solidFill>'


def _parse(text: str) -> etree._Element:
    head, _, rest = text.partition(">")
    closing = "/" if head.endswith("/") else ""
    return etree.fromstring(f"{head.removesuffix('/')} {_NAMES}{closing}>{rest}")
