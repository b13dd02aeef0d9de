import finding_examples as examples
from deck_files import draw_chart


def test_ticks_of_dates_are_months_apart():
    (shape,) = draw_chart(examples.chart("line")).shapes
    (axis,) = shape.chart._chartSpace.xpath(".//c:dateAx")
    order = [child.tag.split("}")[1] for child in axis]
    assert order[-3:] == ["baseTimeUnit", "majorUnit", "majorTimeUnit"]


def test_the_lower_end_of_a_band_is_not_in_the_legend():
    (shape,) = draw_chart(examples.chart("line")).shapes
    hidden = shape.chart._chartSpace.xpath(".//c:legendEntry[c:delete/@val='1']/c:idx/@val")
    assert hidden == ["0"]


def test_what_is_only_in_the_workbook_is_not_drawn():
    (shape,) = draw_chart(examples.chart("bar")).shapes
    names = [v.text for v in shape.chart._chartSpace.xpath(".//c:ser/c:tx//c:v")]
    assert names == ["value", "end of the interval"]
