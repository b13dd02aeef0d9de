"""The definitions of a package that code reaches, found by reading the source: nothing is run.

Whatever cannot be resolved counts as the whole module: a definition too many re-runs a notebook,
one too few would keep a wrong result.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from project_lib import syntax
from project_lib.run.source import Module, Package, bound_imports, digest_of

# names by which code can reach anything that its module defines or imports
REACHES_ALL = {"globals", "eval", "exec", "__name__"}
IMPORTERS = {"import_module", "__import__"}


@dataclass
class Reached:
    """What a piece of code reaches.

    Attributes
    ----------
    digests : definition, such as ``project_lib.prose.number`` -> fingerprint of its source
    modules : modules of the package that are imported on the way
    outside : modules outside the package that reached functions import when they are called
    """

    digests: dict[str, str] = field(default_factory=dict)
    modules: set[str] = field(default_factory=set)
    outside: set[str] = field(default_factory=set)


def reached(package: Package, codes: Iterable[str], modules: Iterable[str] = ()) -> Reached:
    """Return what pieces of code (a notebook, case modules) reach, and whole `modules` besides."""
    walk = _Walk(package)
    for code in codes:
        walk.code(code)
    for name in modules:
        walk.whole(name)
    return walk.finish()


class _Walk:
    """Follows names from definition to definition."""

    def __init__(self, package: Package) -> None:
        self.package, self.result = package, Reached()
        self._waiting: list[tuple[Module, str, list[ast.stmt]]] = []

    def finish(self) -> Reached:
        known = self.package.references
        while self._waiting:
            module, key, statements = self._waiting.pop()
            if key not in self.result.digests:
                self.result.digests[key] = digest_of(module.text(statements))
                if key not in known:  # other notebooks reach the same definitions
                    known[key] = _refer(statements, module.imports, module.parent)
                self._follow(known[key], module)
        return self.result

    def code(self, code: str) -> None:
        """Follow code that is no module of the package, all of it."""
        try:
            tree = syntax.parse(code)
        except SyntaxError:
            self.whole(self.package.name)
            return
        self._follow(_refer([tree], {}, ""), None)

    def whole(self, name: str) -> None:
        """Depend on a whole module; on the whole package when it is the package itself."""
        names = self.package.sources if name == self.package.name else [name]
        for each in names:
            if each in self.package.sources and f"{each}.*" not in self.result.digests:
                module = self.package.module(each)
                self.result.digests[f"{each}.*"] = module.digest
                self._import(each)
                for targets in module.imports.values():
                    for target in targets:
                        self._dotted(target)
                for key in module.definitions:
                    self._own(key, module)

    def _import(self, dotted: str) -> None:
        """Note an imported module: what it does on import counts, and what it imports."""
        name, _ = self.package.split(dotted)
        while name and name not in self.result.modules:
            self.result.modules.add(name)
            module = self.package.module(name)
            if module.effects:
                self._waiting.append((module, f"{name} on import", module.effects))
            for other in module.imported:
                self._import(other)
            for star in module.imports.get("*", ()):
                self._dotted(star)
            name = name.rpartition(".")[0]

    def _follow(self, references: "_References", module: Module | None) -> None:
        """Follow what a piece of code refers to; `module` is where it stands."""
        for name in references.imported:
            self._import(name)
        for name in references.imported_from:
            if module is not None and not self.package.split(name)[0]:
                self.result.outside.add(name)
        for dotted in references.dotted:
            self._dotted(dotted)
        for name in references.names:
            self._own(name, module)
        for text in references.texts:
            self._text(text, module)
        if references.reaches_all and module is not None:
            self.whole(module.name)
        if references.computes_imports:
            self.whole(self.package.name)

    def _text(self, text: str, module: Module | None) -> None:
        """Follow a name inside quotes: a forward reference, or a module imported by name."""
        if text in self.package.sources and text != self.package.name:
            self.whole(text)
        else:
            self._own(text, module)

    def _own(self, name: str, module: Module | None) -> None:
        """Follow a name of the module's own top level."""
        if module is not None and name in module.definitions:
            self._waiting.append((module, f"{module.name}.{name}", module.definitions[name]))

    def _dotted(self, dotted: str) -> None:
        """Follow an absolute dotted name."""
        name, rest = self.package.split(dotted)
        if not name:
            return
        self._import(name)
        module = self.package.module(name)
        if not rest:
            self.whole(name)
        elif rest[0] in module.definitions:
            self._own(rest[0], module)
        elif rest[0] in module.imports:
            for target in module.imports[rest[0]]:
                self._dotted(".".join([target, *rest[1:]]))
        elif not rest[0].startswith("__"):
            self.whole(name)


@dataclass(frozen=True)
class _References:
    """What a piece of code refers to, in the order of its text, before any of it is followed.

    Attributes
    ----------
    imported, imported_from : what its import statements bind, and the modules they bind it from
    dotted : absolute names that it reaches through imports
    names : first parts of names, which may be definitions of its own module
    texts : strings, which may name a definition or a module
    """

    imported: tuple[str, ...]
    imported_from: tuple[str, ...]
    dotted: tuple[str, ...]
    names: tuple[str, ...]
    texts: tuple[str, ...]
    reaches_all: bool
    computes_imports: bool


def _refer(
    trees: Iterable[ast.AST], module_imports: dict[str, set[str]], parent: str
) -> _References:
    """Return what code refers to, where its module has imported `module_imports`."""
    imported, imported_from, dotted, names, texts = ({} for _ in range(5))  # sets with an order
    reaches_all = computes_imports = False
    for tree in trees:
        imports = {name: set(targets) for name, targets in module_imports.items()}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                for name, target, source in bound_imports(node, parent):
                    imports.setdefault(name, set()).add(target)
                    imported |= {source: None, target: None}
                    imported_from[source] = None
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts[node.value] = None
            elif _imports_by_computed_name(node):
                computes_imports = True
        for first, *rest in _dotted_names(tree):
            names[first] = None
            dotted |= {".".join([each, *rest]): None for each in sorted(imports.get(first, ()))}
            if first in REACHES_ALL:
                reaches_all = True
                dotted |= dict.fromkeys(sorted(set().union(*imports.values())))
    found = (tuple(each) for each in (imported, imported_from, dotted, names, texts))
    return _References(*found, reaches_all, computes_imports)


def _dotted_names(tree: ast.AST) -> Iterator[list[str]]:
    """Yield each name with the attributes that follow it: ``a.b.c`` once, as [a, b, c]."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        parts: list[str] = []
        inner = node
        while isinstance(inner, ast.Attribute):
            parts.append(inner.attr)
            inner = inner.value
        if isinstance(inner, ast.Name):
            yield [inner.id, *reversed(parts)]
        elif isinstance(node, ast.ImportFrom):
            # `from x import *` gives no name that could be followed
            yield from ([alias.name] for alias in node.names if alias.name == "*")
        else:
            waiting.extend([inner] if parts else ast.iter_child_nodes(node))


def _imports_by_computed_name(node: ast.AST) -> bool:
    """Say whether the node imports a module whose name the source does not tell."""
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    told = node.args and isinstance(node.args[0], ast.Constant)
    return name in IMPORTERS and not told
