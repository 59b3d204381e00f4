"""The shape of the code, from its syntax trees: python tests/support/code_shape.py FOLDER... prints a table.

*Complexity* is McCabe's, counted as radon does: one, and one more for each branch, loop, handler, condition of a
comprehension, and further operand of ``and`` and ``or``. *Parameters* are those of a signature without ``self``. A
*magic number* is an integer or float in the body of a function that is neither -1, 0, 1 or 2, nor a shape, an index, a
default or an argument passed by name: a number whose meaning has no name.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

Definition = ast.FunctionDef | ast.AsyncFunctionDef
BRANCHES = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.Assert, ast.comprehension)
PLAIN_NUMBERS = frozenset((-1, 0, 1, 2))


class Function(NamedTuple):
    """A function or method, nested ones included: its place, length in lines, parameters and complexity."""

    name: str
    lines: int
    parameters: int
    complexity: int


@cache
def trees(folder: Path) -> dict[str, ast.Module]:
    """Parse all Python files under a folder."""
    return {str(f.relative_to(folder)): ast.parse(f.read_text("utf-8")) for f in sorted(folder.rglob("*.py"))}


def functions(files: dict[str, ast.Module]) -> Iterator[Function]:
    """Measure every function."""
    for file, tree in files.items():
        for node in ast.walk(tree):
            if isinstance(node, Definition):
                spanned = (node.end_lineno or 0) - node.lineno + 1
                yield Function(f"{file}:{node.name}", spanned, _parameters(node), _complexity(node))


def _parameters(node: Definition) -> int:
    args = node.args
    every = [*args.posonlyargs, *args.args, *args.kwonlyargs, *filter(None, (args.vararg, args.kwarg))]
    return sum(a.arg not in ("self", "cls") for a in every)


def _complexity(node: ast.AST) -> int:
    total = 1
    for inner in ast.walk(node):
        total += isinstance(inner, BRANCHES)
        if isinstance(inner, ast.BoolOp):
            total += len(inner.values) - 1
        elif isinstance(inner, ast.comprehension):
            total += len(inner.ifs)
    return total


def defined_names(files: dict[str, ast.Module]) -> dict[str, list[str]]:
    """Collect the names that modules define at their top level (dunder names aside), with their files."""
    found = defaultdict(list)
    for file, tree in files.items():
        for name in dict.fromkeys(n for node in tree.body for n in _defines(node) if not n.startswith("__")):
            found[name].append(file)
    return dict(found)


def _defines(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, Definition | ast.ClassDef):
        yield node.name
    targets: list[ast.expr] = node.targets if isinstance(node, ast.Assign) else []
    targets += [node.target] if isinstance(node, ast.AnnAssign) else []
    for target in targets:
        yield from (n.id for n in ast.walk(target) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))


def public(files: dict[str, ast.Module]) -> list[str]:
    """Functions and classes of modules that do not begin with an underscore."""
    kinds = Definition | ast.ClassDef
    return [n.name for tree in files.values() for n in tree.body if isinstance(n, kinds) and n.name[0] != "_"]


def used_names(files: dict[str, ast.Module]) -> set[str]:
    """Names that code reads anywhere but inside the function of that name; imports and docstrings are no use."""
    found: set[str] = set()

    def visit(node: ast.AST, inside: frozenset[str]) -> None:
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None
        if name and name not in inside:
            found.add(name)
        if isinstance(node, Definition):
            inside |= {node.name}
        for child in ast.iter_child_nodes(node):
            visit(child, inside)

    for tree in files.values():
        visit(tree, frozenset())
    return found


def magic_numbers(files: dict[str, ast.Module]) -> Iterator[tuple[str, float]]:
    """Find the numbers without a name in the bodies of functions."""
    for file, tree in files.items():
        for node in tree.body:
            for function in ast.walk(node):
                if isinstance(function, Definition):
                    yield from ((f"{file}:{n.lineno}", n.value) for n in _unnamed(function.body))


def _unnamed(body: Iterable[ast.stmt]) -> Iterator[ast.Constant]:
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Definition | ast.keyword):
            continue  # a function is looked at by itself; an argument by name has a name
        if isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value not in PLAIN_NUMBERS:
            yield node
        waiting += (inner for inner in ast.iter_child_nodes(node) if not _is_column(inner, node))


def _is_column(node: ast.AST, parent: ast.AST) -> bool:
    """Whether a node is an index that is not computed: a column number, or a tuple or slice of such."""
    if not isinstance(parent, ast.Subscript) or node is not parent.slice:
        return False
    return not any(isinstance(n, ast.BinOp | ast.Compare) for n in ast.walk(node))


def _at(values: list[int], share: float) -> int:
    return sorted(values)[int(share * (len(values) - 1))] if values else 0


def main() -> None:
    for folder in map(Path, sys.argv[1:]):
        files = trees(folder)
        found = list(functions(files))
        columns = [[f.lines for f in found], [f.parameters for f in found], [f.complexity for f in found]]
        lines, parameters, complexity = (f"{_at(c, 0.5)}/{_at(c, 0.9)}/{max(c)}" for c in columns)
        over = sum(f.complexity > 12 for f in found)
        names = defined_names(files)
        twice = {n: f for n, f in names.items() if len(f) > 1}
        size = sum(len((folder / f).read_text("utf-8").splitlines()) for f in files)
        print(f"{folder}: {size} lines, {len(found)} functions; lines {lines}, parameters {parameters},")
        print(f"  complexity {complexity}, above 12: {over} ({over / len(found):.1%});")
        print(f"  names in several files: {len(twice)} ({len(twice) / len(names):.1%}): {', '.join(sorted(twice))}")
        magic = list(magic_numbers(files))
        by_file = Counter(place.split(":")[0] for place, _ in magic)
        print(f"  magic numbers: {len(magic)}: {dict(by_file)}")
        print("  longest signatures:", *sorted(found, key=lambda f: -f.parameters)[:3])
        print("  most complex:", ", ".join(f"{f.name} {f.complexity}" for f in found if f.complexity > 12))


if __name__ == "__main__":
    main()
