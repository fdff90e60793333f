# mypy: disable-error-code="attr-defined, call-overload, call-arg, no-untyped-call"
"""Numba for the kernel: its functions, its memory, and the rules shared with SimPy's engine.

The kernel sees its memory as a bare pointer to int64 cells, without the bounds, signs and reference
counts of NumPy arrays; it takes a third of the time off. With `NUMBA_DISABLE_JIT=1` everything here
does nothing, the memory is a list, and the kernel runs as plain Python.
"""

from __future__ import annotations

import bisect
import hashlib
import operator
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.core import cgutils
from numba.core.imputils import lower_builtin
from numba.core.typing.templates import AbstractTemplate, infer_global
from numba.extending import intrinsic, models, overload, register_jitable, register_model

from simulator import rules

F = TypeVar("F", bound=Callable[..., Any])
ON = not numba.config.DISABLE_JIT


def jit(function: F) -> F:
    """Compile as part of the kernel."""
    return cast(F, numba.njit(error_model="numpy", _nrt=False)(function))


def inlined(function: F) -> F:
    """Compile into whatever calls it: for what is small and often done."""
    return cast(F, numba.njit(error_model="numpy", _nrt=False, forceinline=True)(function))


def once(function: F) -> F:
    """Write into its one caller before compiling: halves the time that compiling takes."""
    return cast(F, numba.njit(error_model="numpy", _nrt=False, inline="always")(function))


def entry(function: F) -> F:
    """Compile as a function that Python calls, kept on disk where that is possible."""
    try:
        return cast(F, numba.njit(error_model="numpy", cache=True)(function))
    except RuntimeError:  # nowhere to write: compile in every process
        return probe(function)


def prepare(function: Any, arguments: int) -> None:
    """Compile an entry for so many integers, or read it from disk.

    Types are given as a call gives them: another spelling would be kept under another key.
    """
    function.compile((types.int64,) * arguments)


def probe(function: F) -> F:
    """Compile as a function that Python rarely calls, anew in every process."""
    return cast(F, numba.njit(error_model="numpy")(function))


def sources() -> int:
    """Fingerprint of all that is compiled: Numba looks at the file of the entry only."""
    files = [Path(rules.__file__), *sorted(Path(__file__).parent.glob("compiled*.py"))]
    digest = hashlib.blake2b(digest_size=7)
    for file in files:
        digest.update(file.read_bytes())
    return int.from_bytes(digest.digest(), "big")


# --- the memory -----------------------------------------------------------------------------
class Cells(types.Type):
    """The type of the memory in the kernel: a pointer to int64."""

    def __init__(self) -> None:
        super().__init__(name="Cells")


CELLS = Cells()
INT = ir.IntType(64)


@register_model(Cells)
class CellsModel(models.PrimitiveModel):
    """A pointer in a register."""

    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, INT.as_pointer())


class Span(types.Type):
    """The type of some cells in a row, to be read only."""

    def __init__(self) -> None:
        super().__init__(name="Span")


SPAN = Span()


@register_model(Span)
class SpanModel(models.StructModel):
    """Where it begins, and how many."""

    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, [("first", CELLS), ("count", types.int64)])


@intrinsic
def _at_address(_: Any, address: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.inttoptr(args[0], INT.as_pointer())

    return CELLS(types.int64), generate


@intrinsic
def _span(_: Any, m: Any, address: Any, count: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        made = cgutils.create_struct_proxy(SPAN)(context, builder)
        made.first = builder.gep(args[0], [args[1]], source_etype=INT)
        made.count = args[2]
        return made._getvalue()

    return SPAN(CELLS, types.int64, types.int64), generate


class CellRead(AbstractTemplate):
    """`m[index]`."""

    def generic(self, args: Any, _: Any) -> Any:
        """Type it."""
        return types.int64(args[0], types.int64) if args[0] in (CELLS, SPAN) else None


class SpanLength(AbstractTemplate):
    """`len(span)`."""

    def generic(self, args: Any, _: Any) -> Any:
        """Type it."""
        return types.int64(SPAN) if args[0] == SPAN else None


class CellWrite(AbstractTemplate):
    """`m[index] = value`."""

    def generic(self, args: Any, _: Any) -> Any:
        """Type it."""
        return types.void(CELLS, types.int64, types.int64) if args[0] == CELLS else None


def _read(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    return builder.load(builder.gep(args[0], [args[1]], source_etype=INT), typ=INT)


def _read_span(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    first = cgutils.create_struct_proxy(SPAN)(context, builder, args[0]).first
    return _read(context, builder, signature, (first, args[1]))


def _length(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    return cgutils.create_struct_proxy(SPAN)(context, builder, args[0]).count


def _write(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    builder.store(args[2], builder.gep(args[0], [args[1]], source_etype=INT))
    return context.get_dummy_value()


def memory(m: Any) -> Any:
    """Make of what Python hands over (an address; without Numba, a list) the kernel's memory."""
    return m


def window(m: Any, address: int, count: int) -> Any:
    """Some cells in a row, as a sequence."""
    return m[address : address + count]


def product(a: Any, b: Any) -> Any:
    """Upper and lower half of the product of two 64-bit numbers."""
    return np.uint64(int(a) * int(b) >> 64), np.uint64(int(a) * int(b) & (1 << 64) - 1)


def lowest_bit(cell: int) -> int:
    """Number of the lowest bit that is set."""
    return (cell & -cell).bit_length() - 1


def fetch(m: Any, address: int) -> None:
    """Ask the processor to have a record at hand soon; changes nothing."""


@intrinsic
def _fetch(_: Any, m: Any, address: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        byte, flag = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [byte, flag, flag, flag])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        where = builder.bitcast(builder.gep(args[0], [args[1]], source_etype=INT), byte)
        to_write, to_keep, of_data = (ir.Constant(flag, k) for k in (1, 3, 1))
        builder.call(function, [where, to_write, to_keep, of_data])
        return context.get_dummy_value()

    return types.void(CELLS, types.int64), generate


@intrinsic
def _trailing_zeros(_: Any, cell: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.cttz(args[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.int64), generate


@intrinsic
def _product(_: Any, a: Any, b: Any) -> Any:
    halves = types.UniTuple(types.uint64, 2)

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        wide = ir.IntType(128)
        whole = builder.mul(builder.zext(args[0], wide), builder.zext(args[1], wide))
        high, low = builder.trunc(builder.lshr(whole, wide(64)), INT), builder.trunc(whole, INT)
        return context.make_tuple(builder, halves, (high, low))

    return halves(types.uint64, types.uint64), generate


def _window(m: Any, address: Any, count: Any) -> Any:
    return lambda m, address, count: _span(m, address, count)  # noqa: PLW0108 (an intrinsic)


# --- rules ----------------------------------------------------------------------------------
def _bisect_right(rows: Any, value: int) -> Any:
    def search(rows: Any, value: int) -> int:
        low, high = 0, len(rows)
        while low < high:
            middle = (low + high) // 2
            if value < rows[middle]:
                high = middle
            else:
                low = middle + 1
        return low

    return search


if ON:
    infer_global(operator.getitem)(CellRead)
    infer_global(operator.setitem)(CellWrite)
    lower_builtin(operator.getitem, Cells, types.Integer)(_read)
    infer_global(len)(SpanLength)
    lower_builtin(operator.getitem, Span, types.Integer)(_read_span)
    lower_builtin(len, Span)(_length)
    lower_builtin(operator.setitem, Cells, types.Integer, types.Integer)(_write)
    overload(memory, strict=False)(lambda m: lambda m: _at_address(m))  # noqa: PLW0108
    overload(lowest_bit, strict=False)(lambda cell: lambda cell: _trailing_zeros(cell))  # noqa: PLW0108
    overload(product, strict=False)(lambda a, b: lambda a, b: _product(a, b))  # noqa: PLW0108
    overload(fetch, strict=False)(lambda m, address: lambda m, address: _fetch(m, address))  # noqa: PLW0108
    overload(window, strict=False)(_window)
    overload(bisect.bisect_right, strict=False)(_bisect_right)
    for rule in (
        rules.next_open, rules.service_end, rules.path_tick, rules.first_path, rules.next_path,
        rules.slot_tick, rules.sailing_deadline, rules.day_value,
    ):  # fmt: skip
        register_jitable(rule)
