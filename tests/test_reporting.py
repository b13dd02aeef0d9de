import re

import executed_notebook as demo
import pytest

from project_lib import files
from project_lib.errors import InputError
from project_lib.report import reporting
from project_lib.stages import STAGES

HOSTILE = 'A & B <script>alert(1)</script> "quoted"'
NAMES = [stage.notebook for stage in STAGES[:4]]


def manifest(folder, statuses=("ran", "ran", "failed", "not run"), **changes):
    notebooks = [
        {
            "stage": stage.name,
            "notebook": stage.notebook,
            "title": stage.title,
            "page": f"{stage.notebook}.html",
            "status": status,
            "seconds": None if status == "not run" else 75.2,
            "cells": 3,
            "executed_at": "2026-11-22T03:30:12+00:00",
            "outputs": {},
        }
        for stage, status in zip(STAGES, statuses, strict=False)
    ]
    content = {
        "case": "shop",
        "title": "Shop",
        "made_at": "2026-11-22T03:30:12+00:00",
        "data_fingerprint": "0123456789abcdef" * 4,
        "parameters": {"sample": None, "engine": "duckdb"},
        "versions": {"python": "3.11.7", "pandas": "3.1.0"},
        "notebooks": notebooks,
    }
    files.write_json(folder / "manifest.json", content | changes)


def figure(name, value, unit="", **more):
    return {
        "name": name, "label": f"The {name}", "value": value, "unit": unit, "interval": None,
        "n": None, "notebook": NAMES[2], "stage": "description", "cell": f"cell-of-{name}",
    } | more  # fmt: skip


@pytest.fixture
def root(write_case):
    root = write_case()
    for name in NAMES:
        cells = [demo.text("t", f"# {name}\n\nThe question of {name} & <more>.")]
        demo.write_notebook(root / "notebooks" / f"{name}.ipynb", cells)
    return root


@pytest.fixture
def reports(root):
    folder = root / "reports" / "shop"
    manifest(folder)
    files.write_json(folder / "key_figures.json", [])
    return folder


def make_index(root):
    return reporting.render_index(root, "shop").read_text("utf-8")


def make_page(root, cells, name=NAMES[2]):
    executed = demo.write_notebook(root / "executed" / f"{name}.ipynb", cells)
    page = root / "reports" / "shop" / f"{name}.html"
    reporting.render_page(executed, page, root=root, case_name="shop")
    return page.read_text("utf-8")


def words(html):
    visible = re.sub(r"<(style|script)>.*?</\1>", "", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", visible).split())


def change_case(root, old, new):
    path = root / "cases" / "shop" / "case.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_same_inputs_give_the_same_bytes(root, reports):
    cells = demo.demo_cells()
    assert make_page(root, cells) == make_page(root, cells)
    assert make_index(root) == make_index(root)


def test_a_page_names_no_address_to_load_from(root):
    html = make_page(root, demo.demo_cells())
    loaded = re.findall(r'(?:src|href|action)="(?!#|data:|[\w-]+\.html)([^"]*)"', html)
    assert loaded == []
    assert not re.search(r"@import|url\((?!#)", html)


def test_a_page_links_to_the_notebooks_around_it_and_to_the_index(root):
    html = make_page(root, [demo.text("a", "# T")], NAMES[1])
    assert re.search(rf'rel="prev" href="{NAMES[0]}.html"', html)
    assert re.search(rf'rel="next" href="{NAMES[2]}.html"', html)
    assert 'href="index.html"' in html
    first, last = (make_page(root, [demo.text("a", "# T")], NAMES[i]) for i in (0, -1))
    assert '<a rel="prev"' not in first
    assert '<a rel="next"' not in last


def test_contents_lead_to_each_heading(root):
    html = make_page(root, demo.demo_cells())
    listed = re.findall(r'<a href="#([^"]+)">', html.partition("</nav>")[0])
    assert len(listed) == 6
    assert all(html.count(f'id="{anchor}"') == 1 for anchor in listed)


def test_a_notebook_that_is_no_stage_gets_a_page_too(root):
    html = make_page(root, [demo.text("a", "Mine.")], "my_own")
    assert "<h1>my own</h1>" in html


def test_a_failed_notebook_says_so_and_leads_to_the_cell(root):
    html = make_page(root, [demo.text("a", "# T"), demo.code("bad", "f()", demo.failure())])
    assert "This notebook stopped with an error." in words(html)
    assert '<a href="#bad">' in html


def test_a_page_made_from_a_sample_says_so(root):
    assert "Made from a sample of 500 customers" in words(make_page(root, demo.demo_cells(500)))
    assert "sample of" not in words(make_page(root, demo.demo_cells()))


def test_the_note_of_the_case_is_on_every_page(root, reports):
    change_case(root, "[business]", '[business]\nnote = "simulated data"')
    pages = [make_index(root), make_page(root, demo.demo_cells())]
    pages.append((reports / f"{NAMES[3]}.html").read_text("utf-8"))
    assert all("simulated data" in words(page) for page in pages)


def test_markup_in_the_case_is_harmless(root, reports):
    change_case(root, 'title = "CDNOW: who buys again?"', f"title = '{HOSTILE}'")
    change_case(root, 'problem = "', "problem = '<script>alert(2)</script>' # \"")
    for html in (make_index(root), make_page(root, demo.demo_cells())):
        assert html.count("<script") == 1
        assert "A &amp; B &lt;script&gt;" in html


def test_the_index_shows_each_key_figure_with_its_evidence_and_place(root, reports):
    known = figure("repeat", 0.1423, "share", interval=[0.139, 0.146], n=9123)
    files.write_json(reports / "key_figures.json", [known, figure("revenue", 2500315.63, "USD")])
    html = make_index(root)
    assert "14.2 % The repeat 95 % interval 13.9 % to 14.6 % n = 9,123" in words(html)
    assert "2.50 million USD" in words(html)
    assert f'href="{NAMES[2]}.html#cell-of-repeat"' in html


def test_the_index_asks_every_question_and_admits_what_is_open(root, reports):
    text = words(make_index(root))
    assert "Which customers buy again in the next 90 days?" in text
    assert text.count("Not answered yet: needs notebook 06, hypothesis validation.") == 3
    assert "No notebook has recorded a key figure yet." in text


def test_a_question_shows_the_figures_that_bear_on_it_and_only_there(root, reports):
    change_case(root, 'id = "concentration"', 'id = "concentration"\nkey_figures = ["top_share"]')
    files.write_json(reports / "key_figures.json", [figure("top_share", 0.5, "share")])
    text = words(make_index(root))
    question = text.partition("How much does the shop depend")[2]
    assert question.index("50 %") < question.index("Known so far, but not answered yet")
    assert text.count("50 %") == 1
    assert "More key figures None besides these." in text


def test_the_index_lists_the_notebooks_with_what_became_of_them(root, reports):
    html = make_index(root)
    assert f"The question of {NAMES[0]} & <more>." not in html
    text = words(html)
    assert f"The question of {NAMES[0]} &amp; &lt;more&gt;. Ran in 1 minute 15 seconds" in text
    assert "Stopped with an error after 1 minute 15 seconds" in text
    assert "Notebook 02 stopped with an error." in text
    assert "Has not run yet" in text


def test_without_findings_no_summary_of_an_earlier_run_is_left(root, reports):
    (reports / "summary.html").write_text("what was found in an earlier run")
    make_index(root)
    assert not (reports / "summary.html").exists()


def test_no_link_of_the_index_leads_nowhere(root, reports):
    for html in (make_index(root), (reports / f"{NAMES[3]}.html").read_text("utf-8")):
        for link in re.findall(r'href="([\w-]+\.html)', html):
            assert (reports / link).is_file(), link
    waiting = (reports / f"{NAMES[3]}.html").read_text("utf-8")
    assert "crisp-ds run shop --only feature_engineering" in words(waiting)


def test_the_index_does_not_touch_pages_that_exist(root, reports):
    page = reports / f"{NAMES[3]}.html"
    page.write_text("made in an earlier run")
    make_index(root)
    assert page.read_text() == "made in an earlier run"


def test_the_index_says_where_it_comes_from(root, reports):
    manifest(reports, parameters={"sample": 500, "engine": "spark"})
    html = make_index(root)
    text = words(html)
    assert "22 November 2026, 03:30 UTC" in text
    assert "0123456789ab" in text and 'data-copy="0123456789abcdef0123' in html
    assert "python 3.11.7, pandas 3.1.0" in text
    assert "Made from a sample of 500 customers" in text
    assert "crisp-ds run shop --sample 500 --engine spark" in text
    assert "Licence: MIT" in text


def test_an_almost_empty_manifest_still_makes_an_index(root, reports):
    (reports / "manifest.json").write_text("{}")
    (reports / "key_figures.json").unlink()
    assert "CDNOW: who buys again?" in words(make_index(root))


@pytest.mark.parametrize("content", [None, "", "[]", '{"case"'])
def test_a_missing_or_broken_manifest_is_named(root, reports, content):
    (reports / "manifest.json").unlink()
    if content is not None:
        (reports / "manifest.json").write_text(content)
    with pytest.raises(InputError, match="manifest.json: is missing or broken"):
        make_index(root)


def test_a_page_from_what_is_no_notebook_fails_and_leaves_nothing(root):
    page = root / "reports" / "shop" / "x.html"
    with pytest.raises(InputError, match="is no notebook"):
        reporting.render_page(root / "cases", page, root=root, case_name="shop")
    assert not page.exists()
