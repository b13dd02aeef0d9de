import ast

from project_lib.run.source import Package, bound_imports, digest_of


def names(statement, parent="lib"):
    return list(bound_imports(ast.parse(statement).body[0], parent))


def test_an_import_statement_tells_name_target_and_module():
    assert names("import lib.a") == [("lib", "lib", "lib.a")]
    assert names("import lib.a as x") == [("x", "lib.a", "lib.a")]
    assert names("from lib.a import f as g") == [("g", "lib.a.f", "lib.a")]
    assert names("from . import a") == [("a", "lib.a", "lib")]
    assert names("from .a import f") == [("f", "lib.a.f", "lib.a")]
    assert names("from ..b import f", "lib.inner") == [("f", "lib.b.f", "lib.b")]


def test_a_package_finds_the_longest_module_of_a_dotted_name(tmp_path):
    folder = tmp_path / "lib"
    (folder / "inner").mkdir(parents=True)
    for name in ("__init__", "a", "inner/__init__", "inner/b"):
        (folder / f"{name}.py").write_text("")
    package = Package(folder)
    assert package.split("lib.inner.b.f.x") == ("lib.inner.b", ["f", "x"])
    assert package.split("lib.a") == ("lib.a", [])
    assert package.split("pandas.DataFrame") == ("", ["pandas", "DataFrame"])


def test_the_fingerprint_of_a_package_changes_with_any_module(tmp_path):
    folder = tmp_path / "lib"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    before = Package(folder).fingerprint
    (folder / "a.py").write_text("")
    assert Package(folder).fingerprint != before


def test_loop_variables_of_comprehensions_are_no_definitions(tmp_path):
    folder = tmp_path / "lib"
    folder.mkdir()
    (folder / "__init__.py").write_text("NAMES = [name for name in 'ab']\nA, (B, C) = 1, (2, 3)\n")
    assert set(Package(folder).module("lib").definitions) == {"NAMES", "A", "B", "C"}


def test_texts_are_told_apart_by_where_they_end():
    assert digest_of("ab", "c") != digest_of("a", "bc")
