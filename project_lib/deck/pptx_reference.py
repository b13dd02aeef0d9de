"""A value to compare with as a dashed line across bars: a drawing that belongs to its chart."""

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from project_lib.charts import Chart

if TYPE_CHECKING:
    from pptx.chart.chart import Chart as NativeChart

_NAMES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:cdr="http://schemas.openxmlformats.org/drawingml/2006/chartDrawing"'
)
LABEL_WIDTH, LABEL_HEIGHT = 0.5, 0.07  # parts of the chart


def mark_reference(drawn: "NativeChart", chart: Chart, colours: dict, font: str) -> None:
    """Draw the reference of a chart whose plot and scale are fixed, with its name above it."""
    layout = drawn._chartSpace.chart.plotArea.find(qn("c:layout"))
    left, top, width, height = (float(layout.find(f".//{qn(f'c:{n}')}").get("val")) for n in "xywh")
    axis = drawn.value_axis
    span = axis.maximum_scale - axis.minimum_scale
    across = left + width * (chart.reference - axis.minimum_scale) / (span or 1.0)
    line = _line(across, top, top + height, colours["ink"])
    label = _label(chart.reference_label, across, top, colours["muted"], font)
    blob = f"<c:userShapes {_NAMES}>{line}{label}</c:userShapes>".encode()
    number = drawn.part.partname.filename.removeprefix("chart").removesuffix(".xml")
    name = PackURI(f"/ppt/drawings/drawing{number}.xml")
    part = Part(name, CONTENT_TYPE.DML_CHARTSHAPES, drawn.part.package, blob)
    link = drawn.part.relate_to(part, RELATIONSHIP_TYPE.CHART_USER_SHAPES)
    drawn._chartSpace.append(parse_xml(f'<c:userShapes {_NAMES} r:id="{link}"/>'))


def _line(across: float, top: float, bottom: float, colour: str) -> str:
    return (
        f"{_anchor(across, top, across, bottom)}"
        '<cdr:cxnSp macro=""><cdr:nvCxnSpPr><cdr:cNvPr id="2" name="Reference"/><cdr:cNvCxnSpPr/>'
        '</cdr:nvCxnSpPr><cdr:spPr><a:prstGeom prst="line"><a:avLst/></a:prstGeom>'
        f'<a:ln w="15875">{_fill(colour)}<a:prstDash val="dash"/></a:ln></cdr:spPr></cdr:cxnSp>'
        "</cdr:relSizeAnchor>"
    )


def _label(text: str, across: float, top: float, colour: str, font: str) -> str:
    """Return a text box above the line, which stays within the chart."""
    if not text:
        return ""
    half = LABEL_WIDTH / 2
    align, left = "ctr", across - half
    if across < half:
        align, left = "l", across
    elif across > 1 - half:
        align, left = "r", across - LABEL_WIDTH
    return (
        f"{_anchor(left, top - LABEL_HEIGHT, left + LABEL_WIDTH, top)}"
        '<cdr:sp macro="" textlink=""><cdr:nvSpPr><cdr:cNvPr id="3" name="Reference label"/>'
        '<cdr:cNvSpPr txBox="1"/></cdr:nvSpPr><cdr:spPr><a:prstGeom prst="rect"><a:avLst/>'
        '</a:prstGeom><a:noFill/></cdr:spPr><cdr:txBody><a:bodyPr wrap="square" lIns="0" tIns="0" '
        f'rIns="0" bIns="0" anchor="b"/><a:lstStyle/><a:p><a:pPr algn="{align}"/><a:r>'
        f'<a:rPr lang="en-US" sz="1300">{_fill(colour)}<a:latin typeface={quoteattr(font)}/>'
        f"</a:rPr><a:t>{escape(text)}</a:t></a:r></a:p></cdr:txBody></cdr:sp></cdr:relSizeAnchor>"
    )


def _anchor(left: float, top: float, right: float, bottom: float) -> str:
    ends = (("from", left, top), ("to", right, bottom))
    corners = "".join(
        f"<cdr:{name}><cdr:x>{x:.5f}</cdr:x><cdr:y>{y:.5f}</cdr:y></cdr:{name}>"
        for name, x, y in ends
    )
    return f"<cdr:relSizeAnchor>{corners}"


def _fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour.lstrip("#").upper()}"/></a:solidFill>'
