"""A package's source at one moment: what each name of a module means and what importing it does."""

import ast
import hashlib
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from project_lib import syntax


class Package:
    """The source of a package at one moment."""

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        self.sources = {
            _module_name(path.relative_to(folder.parent)): path.read_text(encoding="utf-8")
            for path in sorted(folder.rglob("*.py"))
        }
        self._modules: dict[str, Module] = {}
        self.references: dict[str, object] = {}  # what each definition refers to, once found

    @cached_property
    def fingerprint(self) -> str:
        """A fingerprint of the whole source, cheap to compare."""
        return digest_of(*(f"{name}\n{text}" for name, text in self.sources.items()))

    @cached_property
    def registers_subclasses(self) -> bool:
        """Whether defining a subclass may have an effect somewhere else."""
        return any(
            word in text for text in self.sources.values()
            for word in ("__init_subclass__", "__subclasses__", "metaclass=")
        )

    def module(self, name: str) -> "Module":
        """Return the parsed module."""
        if name not in self._modules:
            self._modules[name] = Module(name, self.sources[name], self)
        return self._modules[name]

    def split(self, dotted: str) -> tuple[str, list[str]]:
        """Return the longest module at the start of a dotted name ('' for none) and the rest."""
        parts = dotted.split(".")
        for end in range(len(parts), 0, -1):
            if ".".join(parts[:end]) in self.sources:
                return ".".join(parts[:end]), parts[end:]
        return "", parts


class Module:
    """A module's top level: what each name means, and what happens when it is imported."""

    def __init__(self, name: str, source: str, package: Package) -> None:
        self.name, self.package, self.lines = name, package, source.splitlines()
        self.definitions: dict[str, list[ast.stmt]] = {}
        self.effects: list[ast.stmt] = []
        self.imports: dict[str, set[str]] = {}
        self.imported: set[str] = set()
        self.digest = digest_of(source)
        statements = _parse(source)
        is_package = any(other.startswith(f"{name}.") for other in package.sources)
        self.parent = name if is_package else name.rpartition(".")[0]
        for statement in statements:  # imports first: effects are recognised by what is imported
            if isinstance(statement, ast.Import | ast.ImportFrom):
                self._add_import(statement)
        for statement in statements:
            self._add(statement)

    def _add_import(self, statement: ast.Import | ast.ImportFrom) -> None:
        for name, target, module in bound_imports(statement, self.parent):
            self.imports.setdefault(name, set()).add(target)
            self.imported |= {module, target}

    def _add(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.Import | ast.ImportFrom) or _is_docstring(statement):
            return
        if isinstance(statement, ast.If) and _never_runs_on_import(statement.test):
            for other in statement.orelse:
                self._add(other)
            return
        names = _assigned_names(statement)
        for name in names:
            self.definitions.setdefault(name, []).append(statement)
        if not names or self._acts(statement):
            self.effects.append(statement)
            for inner in ast.walk(statement):
                if isinstance(inner, ast.Import | ast.ImportFrom):
                    self._add_import(inner)

    def _acts(self, statement: ast.stmt) -> bool:
        """Say whether a definition may change more than its own name on import."""
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            return any(self._is_ours(decorator) for decorator in statement.decorator_list)
        if isinstance(statement, ast.ClassDef):
            bases = statement.bases if self.package.registers_subclasses else []
            return any(self._is_ours(node) for node in [*statement.decorator_list, *bases])
        if not isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
            return True
        calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
        return any(self._is_ours(call) for call in calls)

    def _is_ours(self, node: ast.expr) -> bool:
        """Say whether the expression starts from a name of this package."""
        while isinstance(node, ast.Call | ast.Attribute | ast.Subscript):
            node = node.func if isinstance(node, ast.Call) else node.value
        if not isinstance(node, ast.Name):
            return False
        targets = self.imports.get(node.id, set())
        return node.id in self.definitions or any(self.package.split(t)[0] for t in targets)

    def text(self, statements: Iterable[ast.stmt]) -> str:
        """Return the source lines of statements, decorators included."""
        pieces = []
        for statement in statements:
            decorators = getattr(statement, "decorator_list", [])
            first = min([statement.lineno, *(node.lineno for node in decorators)])
            pieces += self.lines[first - 1 : statement.end_lineno]
        return "\n".join(pieces)


def bound_imports(
    statement: ast.Import | ast.ImportFrom, parent: str
) -> Iterator[tuple[str, str, str]]:
    """Yield (name bound, dotted target, module imported) of an import statement.

    `parent` is the package that relative imports start from.
    """
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            name = alias.asname or alias.name.partition(".")[0]
            yield name, alias.name if alias.asname else name, alias.name
        return
    base = statement.module or ""
    if statement.level:
        above = parent.split(".")[: len(parent.split(".")) - statement.level + 1]
        base = ".".join([*above, *([base] if base else [])])
    for alias in statement.names:
        star = alias.name == "*"
        yield alias.asname or alias.name, base if star else f"{base}.{alias.name}", base


def _assigned_names(statement: ast.stmt) -> list[str]:
    """Return the names that a top-level statement defines or extends."""
    names, waiting = [], [statement]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
            root = node
            while isinstance(root, ast.Attribute | ast.Subscript):
                root = root.value
            if isinstance(node.ctx, ast.Store) and isinstance(root, ast.Name):
                names.append(root.id)
        elif not isinstance(node, _OWN_SCOPE):
            waiting.extend(ast.iter_child_nodes(node))
    return list(dict.fromkeys(names))


_OWN_SCOPE = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def _parse(source: str) -> list[ast.stmt]:
    try:
        return syntax.parse(source).body
    except SyntaxError:  # without definitions, the module counts as a whole
        return []


def _never_runs_on_import(test: ast.expr) -> bool:
    text = ast.unparse(test)
    return text in ("TYPE_CHECKING", "typing.TYPE_CHECKING") or "__name__ == '__main__'" in text


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _module_name(path: Path) -> str:
    parts = list(path.with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def digest_of(*texts: str) -> str:
    """Return a short fingerprint of texts, 16 hexadecimal digits."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
