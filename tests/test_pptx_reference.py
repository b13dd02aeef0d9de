import finding_examples as examples
import pytest
from deck_files import draw_chart
from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE

from project_lib.charts import Chart

NAMES = {"cdr": "http://schemas.openxmlformats.org/drawingml/2006/chartDrawing",
         "a": "http://schemas.openxmlformats.org/drawingml/2006/main"}  # fmt: skip


def drawing(chart):
    (shape,) = draw_chart(chart).shapes
    part = shape.chart.part
    found = [r for r in part.rels.values() if r.reltype == RELATIONSHIP_TYPE.CHART_USER_SHAPES]
    return shape.chart, [etree.fromstring(r.target_part.blob) for r in found]


@pytest.mark.parametrize("reference", [0.0, 0.25, 0.5])
def test_the_line_stands_where_the_axis_has_its_value(reference):
    chart = examples.chart("bar", unit="share", reference=reference, reference_label="a <third>")
    native, (tree,) = drawing(chart)
    across = [float(x.text) for x in tree.xpath("//cdr:relSizeAnchor[1]//cdr:x", namespaces=NAMES)]
    left, width = (
        float(native._chartSpace.xpath(f".//c:plotArea/c:layout//c:{name}/@val")[0])
        for name in "xw"
    )
    axis = native.value_axis
    share = (reference - axis.minimum_scale) / (axis.maximum_scale - axis.minimum_scale)
    assert across[0] == across[1] == pytest.approx(left + width * share, abs=1e-4)
    assert tree.xpath("string(//a:t)", namespaces=NAMES) == "a <third>"


@pytest.mark.parametrize("reference", [0.0, 9.9, 10.0])
def test_the_label_stays_inside_the_chart(reference):
    data = {"label": ["a", "b"], "value": [10.0, 1.0]}
    chart = Chart("bar", data, alt="two", reference=reference, reference_label="a label")
    _, (tree,) = drawing(chart)
    ends = [float(x.text) for x in tree.xpath("//cdr:relSizeAnchor[2]//cdr:x", namespaces=NAMES)]
    assert 0 <= ends[0] < ends[1] <= 1


def test_bars_without_a_reference_have_no_drawing():
    assert drawing(examples.chart("bar"))[1] == []
