import finding_examples as examples
import pytest
from deck_files import draw_chart

from project_lib.charts import KINDS

# Children in the order of ECMA-376, part 1, chapter 21.2; PowerPoint repairs what has another.
_AXIS = ("axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark "
         "minorTickMark tickLblPos spPr txPr crossAx crosses crossesAt ")
_LABEL = "numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName showPercent "
_SERIES = "idx order tx spPr invertIfNegative pictureOptions marker explosion dPt dLbls trendline "
SCHEMA = {name: order.split() for name, order in {
    "chartSpace": "date1904 lang roundedCorners AlternateContent style clrMapOvr pivotSource "
                  "protection chart spPr txPr externalData printSettings userShapes",
    "chart": "title autoTitleDeleted pivotFmts view3D floor sideWall backWall plotArea legend "
             "plotVisOnly dispBlanksAs showDLblsOverMax",
    "title": "tx layout overlay spPr txPr",
    "plotArea": "layout areaChart barChart lineChart scatterChart valAx catAx dateAx spPr",
    "legend": "legendPos legendEntry layout overlay spPr txPr",
    "barChart": "barDir grouping varyColors ser dLbls gapWidth overlap serLines axId",
    "lineChart": "grouping varyColors ser dLbls dropLines hiLowLines upDownBars marker smooth axId",
    "areaChart": "grouping varyColors ser dLbls dropLines axId",
    "scatterChart": "scatterStyle varyColors ser dLbls axId",
    "ser": _SERIES + "errBars cat val xVal yVal smooth shape",
    "dLbls": "dLbl delete " + _LABEL + "showBubbleSize separator showLeaderLines leaderLines",
    "dLbl": "idx delete layout tx " + _LABEL + "showBubbleSize separator",
    "errBars": "errDir errBarType errValType noEndCap plus minus val spPr",
    "manualLayout": "layoutTarget xMode yMode wMode hMode x y w h",
    "scaling": "logBase orientation max min",
    "catAx": _AXIS + "auto lblAlgn lblOffset tickLblSkip tickMarkSkip noMultiLvlLbl",
    "dateAx": _AXIS + "auto lblOffset baseTimeUnit majorUnit majorTimeUnit minorUnit minorTimeUnit",
    "valAx": _AXIS + "crossBetween majorUnit minorUnit dispUnits",
}.items()}  # fmt: skip
VARIANTS = {
    **{kind: {} for kind in sorted(set(KINDS) - {"heatmap"})},
    "accented": {"kind": "line", "accent": ("forecast",), "reference": 1.5},
    "against": {"kind": "bar", "reference": 0.5, "reference_label": "half", "unit": "share"},
    "titled": {"kind": "steps", "x_label": "days", "y_label": "share", "unit": "share"},
}


@pytest.mark.parametrize("name", VARIANTS)
def test_the_parts_of_a_chart_stand_in_the_order_of_the_schema(name):
    settings = {"kind": name} | VARIANTS[name]
    (shape,) = draw_chart(examples.chart(settings.pop("kind"), **settings)).shapes
    checked = 0
    for element in shape.chart._chartSpace.iter("{*}*"):
        order = SCHEMA.get(element.tag.split("}")[1])
        if order and "chart" in element.tag.split("}")[0]:
            places = [order.index(child.tag.split("}")[1]) for child in element]
            if element.tag.endswith("plotArea"):  # charts and axes in any order among themselves
                places = [min(max(place, 1), 5) if place < 5 else 5 for place in places]
            assert places == sorted(places), [child.tag.split("}")[1] for child in element]
            checked += 1
    assert checked > 8


def test_ticks_of_dates_are_months_apart():
    (shape,) = draw_chart(examples.chart("line")).shapes
    (axis,) = shape.chart._chartSpace.xpath(".//c:dateAx")
    order = [child.tag.split("}")[1] for child in axis]
    assert order[-3:] == ["baseTimeUnit", "majorUnit", "majorTimeUnit"]


def test_only_the_band_is_in_the_legend_for_lines_have_their_names_at_their_ends():
    (shape,) = draw_chart(examples.chart("line")).shapes
    hidden = shape.chart._chartSpace.xpath(".//c:legendEntry[c:delete/@val='1']/c:idx/@val")
    assert hidden == ["0", "2", "3"]


def test_what_is_only_in_the_workbook_is_not_drawn():
    (shape,) = draw_chart(examples.chart("bar")).shapes
    names = [v.text for v in shape.chart._chartSpace.xpath(".//c:ser/c:tx//c:v")]
    assert names == ["value", "place of the number"]
