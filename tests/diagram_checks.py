"""What every diagram must keep: no text outside of the drawing, none over another."""

import re
import xml.etree.ElementTree as ElementTree

from project_lib.drawing.diagrams import text_width

SVG = "{http://www.w3.org/2000/svg}"


def text_boxes(svg):
    """Return (left, top, right, bottom, text) of each line of text; widths are upper estimates."""
    boxes = []
    for node in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        size = float(node.get("font-size"))
        width = text_width(node.text, size, node.get("font-weight") is not None)
        x, y = float(node.get("x")), float(node.get("y"))
        left = {"start": x, "middle": x - width / 2, "end": x - width}[node.get("text-anchor")]
        boxes.append((left, y - 0.76 * size, left + width, y + 0.22 * size, node.text))
    return boxes


def texts(svg):
    return [box[4] for box in text_boxes(svg)]


def assert_readable(svg, smallest=11):
    root = ElementTree.fromstring(svg)
    width, height = float(root.get("width")), float(root.get("height"))
    boxes = text_boxes(svg)
    for left, top, right, bottom, text in boxes:
        assert left >= -0.5 and right <= width + 0.5, f"{text!r} is cut at a side"
        assert top >= -0.5 and bottom <= height + 0.5, f"{text!r} is cut above or below"
    for i, (left, top, right, bottom, text) in enumerate(boxes):
        for left_2, top_2, right_2, bottom_2, other in boxes[i + 1 :]:
            apart = right <= left_2 or right_2 <= left or bottom <= top_2 or bottom_2 <= top
            assert apart, f"{text!r} overlaps {other!r}"
    assert min(float(size) for size in re.findall(r'font-size="([\d.]+)"', svg)) >= smallest
