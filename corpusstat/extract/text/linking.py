"""Compile each function once: Numba would optimise it again for every function on the way to the one that Python calls.

Numba makes a library of each function, with copies of all that it calls, optimises it and turns it into code, at every
level anew. Here only what Python calls is linked, optimised and turned into code; what is below waits for that as it
is. The code that comes of it does the same, as fast: LLVM inlines from the innermost function outwards, either way.

This reaches into `numba.core`: the class of libraries, and the types that a function is compiled for.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from numba.core import types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler, Flags
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import CPUDispatcher

__all__ = ["InnerFunction", "LateCompiler"]


class _Notes:
    """What Numba asks for when a function is compiled, for a library that is not yet made."""

    def __init__(self, library: _Library) -> None:
        self._library = library

    def set_env(self, name: str, environment: object) -> None:
        """Keep a function's environment (what it raises and calls as an object) until there is code that uses it."""
        self._library.environments[name] = environment

    def __getattr__(self, name: str) -> Any:
        return getattr(self._library.real_codegen, name)


class _Library(JITCodeLibrary):
    """A function as it was written down, until something asks for its address: then all below is linked to it."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.environments: dict[str, object] = {}
        self.made = False

    @property
    def real_codegen(self) -> Any:
        """What makes code."""
        return self._codegen

    @property
    def codegen(self) -> Any:
        """What makes code, or notes until there is any."""
        return self._codegen if self.made else _Notes(self)

    def add_linking_library(self, library: Any) -> None:
        """Note what is called from here."""
        library._ensure_finalized()
        self._linking_libraries.append(library)

    def _optimize_functions(self, ll_module: Any) -> None:
        ll_module.data_layout = self._codegen._data_layout

    def finalize(self) -> None:
        """Note that nothing will be added."""
        self._raise_if_finalized()
        for library in self._linking_libraries:
            self._reload_init.update(library._reload_init)
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """Make the code if there is such a function here; 0 if there is none."""
        self._ensure_finalized()
        if not self.made and all(function.name != name for function in self._final_module.functions):
            return 0
        self._make()
        address: int = super().get_pointer_to_function(name)
        return address

    def _get_module_for_linking(self) -> Any:
        """Return all of it at once, for a library of Numba's own kind."""
        self._ensure_finalized()
        self._make()
        return super()._get_module_for_linking()

    def _own_module(self) -> Any:
        """Return this function without what it calls."""
        return super()._get_module_for_linking()

    def _below(self) -> list[Any]:
        """Every library that is called from here, at any depth, once."""
        found: dict[int, Any] = {}
        left = [*self._linking_libraries]
        while left:
            library = left.pop(0)
            if id(library) not in found and library is not self:
                found[id(library)] = library
                left += library._linking_libraries if isinstance(library, _Library) and not library.made else ()
        return list(found.values())

    def _make(self) -> None:
        if self.made:
            return
        self._shared_module = None
        below = self._below()
        for library in below:
            late = isinstance(library, _Library) and not library.made
            module = library._own_module() if late else library._get_module_for_linking()
            self._final_module.link_in(module, preserve=True)
        passes, builder = self._codegen._module_pass_manager()
        passes.run(self._final_module, builder)  # Numba runs such passes twice, to find references that are not counted
        self._final_module.verify()
        self._finalize_final_module()
        self.made = True
        self._set_environments([self, *below])

    def _set_environments(self, libraries: list[Any]) -> None:
        here, codegen = {variable.name for variable in self._final_module.global_variables}, self.codegen
        for library in libraries:
            for name, environment in library.environments.items() if isinstance(library, _Library) else ():
                if name in here:
                    codegen.set_env(name, environment)


@contextlib.contextmanager
def _late(makes: Any) -> Iterator[None]:
    """Let Numba make such libraries, and for nobody else."""
    with global_compiler_lock:
        before = makes._library_class
        makes._library_class = _Library
        try:
            yield
        finally:
            makes._library_class = before


class _Flags(Flags):
    """Options of a compilation that are compared by what is set: each look-up of an overload compares them."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return self._values == other._values if isinstance(other, _Flags) else bool(super().__eq__(other))

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._values)))


class LateCompiler(Compiler):
    """Numba's compiler; nothing is optimised or turned into code before Python calls it."""

    def __init__(self, typing: Any, target: Any, library: Any, args: Any, result: Any, flags: Any, names: Any) -> None:
        super().__init__(typing, target, library, args, result, _Flags(flags), names)

    def compile_extra(self, function: Any) -> Any:
        """Compile a function for the types of its arguments."""
        with _late(self.state.targetctx.codegen()):
            return super().compile_extra(function)


def _common(kind: Any) -> Any:
    """One type for whole numbers of all sizes that have a sign, and for constants."""
    plain: Any = types.unliteral(kind)
    tuples: Any = types.UniTuple, types.Tuple
    if isinstance(plain, tuples):
        return types.Tuple([_common(part) for part in plain])
    whole: Any = types.Integer
    return types.int64 if isinstance(plain, whole) and plain.signed else plain


class InnerFunction(CPUDispatcher):
    """A function that only compiled ones call. It is not compiled anew for each constant and each size of integer."""

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """Return the types that the function is compiled for when it is called with such arguments."""
        if any(isinstance(kind, types.Omitted) for kind in args):
            return super().get_call_template(args, kws)
        return super().get_call_template(tuple(map(_common, args)), {name: _common(k) for name, k in kws.items()})
