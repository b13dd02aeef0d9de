"""The syntax tree of Python source, for one thread at a time."""

import ast
from threading import Lock

# Up to Python 3.11.7 threads that build trees share one count of depth, which then goes wrong
# (SystemError, gh-106905).
_one_at_a_time = Lock()


def parse(source: str, *, mode: str = "exec") -> ast.Module | ast.Expression:
    """Return the tree of `source`, a module or (mode ``eval``) an expression.

    Raises
    ------
    SyntaxError
        When it is no Python.
    """
    with _one_at_a_time:
        return ast.parse(source, mode=mode)
