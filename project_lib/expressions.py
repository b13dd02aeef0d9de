"""Row expressions of case.toml, such as ``amount > 0 and page in ['Home', 'Help']``, as Narwhals.

The language is a small part of Python's: column names, numbers, texts, ``true`` and ``false``,
comparisons, ``and or not``, ``in``, arithmetic, ``missing(column)`` and ``col('any name')``.
Nothing is evaluated.
"""

import ast
import operator
from collections.abc import Iterable
from functools import reduce

import narwhals as nw

from project_lib import syntax
from project_lib.errors import InputError, nearest

_COMPARE = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_ARITHMETIC = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
}


def parse_expression(text: str, columns: Iterable[str]) -> nw.Expr:
    """Return the row expression `text` as a Narwhals expression over a table with these columns.

    Raises
    ------
    InputError
        When it does not parse, uses a part of Python outside the language, or an unknown column.
    """
    return _Parser(text, list(columns)).parse()


def named_columns(text: str) -> list[str]:
    """Return the columns that a row expression names, each once, in their order."""
    tree = syntax.parse(text.strip(), mode="eval")
    names: list[str] = []
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="col"), args=[ast.Constant(value=str() as name)]):
                names.append(name)
            case ast.Name(id=name) if name not in ("col", "missing", "true", "false"):
                names.append(name)
    return list(dict.fromkeys(names))


class _Parser:
    def __init__(self, text: str, columns: list[str]) -> None:
        self.text, self.columns = text, columns

    def parse(self) -> nw.Expr:
        try:
            tree = syntax.parse(self.text.strip(), mode="eval")
        except (SyntaxError, ValueError) as error:
            raise self._refuse(f"does not parse ({getattr(error, 'msg', error)})") from error
        result = self._expr(tree.body)
        if not isinstance(result, nw.Expr):
            raise self._refuse("names no column")
        return result

    def _refuse(
        self, problem: str, remedy: str = "write it with columns, comparisons, and, or, not, in"
    ) -> InputError:
        return InputError(f"row expression {self.text!r}", problem, remedy)

    def _column(self, name: str) -> nw.Expr:
        if name not in self.columns:
            raise self._refuse(
                f"uses the column '{name}', which is not there", nearest(name, self.columns)
            )
        return nw.col(name)

    def _expr(self, node: ast.expr) -> object:
        match node:
            case ast.Name(id="true" | "false" as name) if name not in self.columns:
                return name == "true"  # as TOML writes them
            case ast.Name(id=name):
                return self._column(name)
            case ast.Constant(value=int() | float() | str() | bool() as value):
                return value
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return ~self._condition(operand)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self._expr(operand)
            case ast.BoolOp(op=op, values=values):
                combine = operator.and_ if isinstance(op, ast.And) else operator.or_
                return reduce(combine, [self._condition(value) for value in values])
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                return _ARITHMETIC[type(op)](self._expr(left), self._expr(right))
            case ast.Compare():
                return self._comparison(node)
            case ast.Call(func=ast.Name(id="missing"), args=[argument], keywords=[]):
                return self._condition(argument).is_null()
            case ast.Call(
                func=ast.Name(id="col"), args=[ast.Constant(value=str() as name)], keywords=[]
            ):
                return self._column(name)
        raise self._refuse(f"contains {ast.unparse(node)!r}, which the language does not have")

    def _condition(self, node: ast.expr) -> nw.Expr:
        """Return a part that must depend on a column, so that it can be combined row by row."""
        result = self._expr(node)
        if not isinstance(result, nw.Expr):
            raise self._refuse(f"uses the constant {ast.unparse(node)!r} where a column is needed")
        return result

    def _comparison(self, node: ast.Compare) -> nw.Expr:
        parts, left = [], node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            parts.append(self._pair(left, op, right))
            left = right
        return reduce(operator.and_, parts)

    def _pair(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> nw.Expr:
        if isinstance(op, ast.In | ast.NotIn):
            if not isinstance(right, ast.List | ast.Tuple):
                raise self._refuse("'in' needs a list", "write: column in ['a', 'b']")
            inside = self._condition(left).is_in([self._expr(item) for item in right.elts])
            return ~inside if isinstance(op, ast.NotIn) else inside
        if type(op) not in _COMPARE:
            raise self._refuse(f"contains {ast.unparse(ast.Compare(left, [op], [right]))!r}")
        result = _COMPARE[type(op)](self._expr(left), self._expr(right))
        if not isinstance(result, nw.Expr):
            raise self._refuse("compares two constants")
        return result
