import ast
import gc
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from project_lib import syntax

SOURCE = "\n".join(f"def f_{n}(a, b={n}):\n    return [a + b for _ in (1, 2)]" for n in range(200))


@pytest.fixture
def threads_take_turns_within_a_tree():
    threshold, interval = gc.get_threshold(), sys.getswitchinterval()

    def give_way(*_: object) -> None:
        time.sleep(0)

    gc.callbacks.append(give_way)
    gc.set_threshold(200)
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)
    gc.set_threshold(*threshold)
    gc.callbacks.remove(give_way)


def test_modules_and_expressions_become_trees():
    assert ast.unparse(syntax.parse("x = 1")) == "x = 1"
    assert isinstance(syntax.parse("1 + 2", mode="eval"), ast.Expression)


def test_what_is_no_python_is_a_syntax_error():
    with pytest.raises(SyntaxError):
        syntax.parse("x =")


@pytest.mark.usefixtures("threads_take_turns_within_a_tree")
def test_threads_that_parse_at_the_same_time_do_not_disturb_each_other():
    with ThreadPoolExecutor(4) as pool:
        trees = list(pool.map(syntax.parse, [SOURCE] * 12))
    assert [len(tree.body) for tree in trees] == [200] * 12
