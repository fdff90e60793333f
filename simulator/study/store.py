"""A study directory on disk: small pieces, each written whole or not at all.

A piece is written beside its place, flushed to the disk and renamed, so that whatever ends the
program (Ctrl-C, kill -9, a full disk, a power cut) leaves whole pieces or none. The directory is
locked by `filelock` (flock on Linux and macOS, msvcrt on Windows): the system lets go of such a
lock when its holder dies, however it dies, which a file that marks the lock would not do.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from simulator.errors import CorridorsimError, InputError, Problem
from simulator.results.write import LOG, RUN
from simulator.study.methods.columns import TABLES
from simulator.study.pieces import decode
from simulator.study.points import Point, PointResult

STUDY, LOCK, PIECES = "study.json", "study.lock", "pieces"
POINTS, RESULTS = "points.csv", "results.parquet"
_PIECE, _HALF = ".json.gz", ".part"


class StoreError(CorridorsimError):
    """The disk does not take what a study has to say; what is there stays."""


class Memory:
    """Keeps pieces for as long as the program runs: a study without a directory."""

    def __init__(self) -> None:
        self._pieces: dict[int, bytes] = {}

    def get(self, point: Point) -> PointResult | None:
        """Result of a point, if it is there."""
        piece = self._pieces.get(point.number)
        return None if piece is None else decode(piece, point)

    def put(self, number: int, piece: bytes) -> None:
        """Keep the piece of a point."""
        self._pieces[number] = piece

    def log(self, lines: Iterable[Mapping[str, Any]]) -> None:
        """Nothing is logged."""


class Store:
    """A study directory, locked while this object is open."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._lock = FileLock(directory / LOCK)

    def __enter__(self) -> Store:
        """Lock the directory, making it where there is none.

        Raises
        ------
        InputError
            If another process works there, or the folder holds something else.
        """
        check_folder(self.directory)
        _on_disk(
            self.directory, lambda: (self.directory / PIECES).mkdir(parents=True, exist_ok=True)
        )
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            message = "another process is working on this study"
            hint = "wait for it, or give another --out"
            raise InputError(Problem(str(self.directory), message, hint)) from None
        self._sweep_halves()
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def get(self, point: Point) -> PointResult | None:
        """Result of a point, if its piece is there and whole."""
        try:
            piece = self._piece(point.number).read_bytes()
        except FileNotFoundError:
            return None
        return decode(piece, point)

    def put(self, number: int, piece: bytes) -> None:
        """Write the piece of a point."""
        self.write(self._piece(number), lambda path: path.write_bytes(piece))

    def log(self, lines: Iterable[Mapping[str, Any]]) -> None:
        """Add lines to log.jsonl."""
        text = "".join(json.dumps(x, ensure_ascii=False, default=str) + "\n" for x in lines)
        path = self.directory / LOG

        def add() -> None:
            with path.open("a", encoding="utf-8", newline="\n") as file:
                file.write(text)

        _on_disk(path, add)

    def document(self) -> dict[str, Any] | None:
        """Content of study.json; None where there is none.

        Raises
        ------
        InputError
            If it is damaged.
        """
        path = self.directory / STUDY
        if not path.is_file():
            return None
        try:
            found = json.loads(path.read_text("utf-8"))
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            message = f"is damaged: {error}"
            raise InputError(Problem(str(path), message, "start anew with --restart")) from None
        return found if isinstance(found, dict) else {}

    def write(self, path: Path, fill: Callable[[Path], object]) -> None:
        """Write a file beside its place, flush it to the disk and move it in.

        Raises
        ------
        StoreError
            If the disk is full, or does not take it for another reason.
        """
        half = path.with_name(path.name + _HALF)

        def whole() -> None:
            try:
                fill(half)
                _flush(half)
                half.replace(path)
            except BaseException:
                half.unlink(missing_ok=True)
                raise

        _on_disk(path, whole)

    def clear(self) -> None:
        """Remove the files of a study, and nothing else; what makes it one goes last."""
        for path in (self.directory / PIECES).glob(f"*{_PIECE}"):
            path.unlink()
        for name in (POINTS, RESULTS, LOG, *(f"{stem}.csv" for stem in TABLES), STUDY):
            (self.directory / name).unlink(missing_ok=True)

    def _piece(self, number: int) -> Path:
        return self.directory / PIECES / f"{number:07d}{_PIECE}"

    def _sweep_halves(self) -> None:
        for folder in (self.directory, self.directory / PIECES):
            for path in folder.glob(f"*{_HALF}"):
                path.unlink()


def check_folder(directory: Path) -> None:
    """Refuse a folder that holds something other than a study.

    Raises
    ------
    InputError
        Saying what it holds.
    """
    if not directory.exists():
        return
    if not directory.is_dir():
        raise InputError(Problem(str(directory), "is a file, not a folder", "give another --out"))
    names = {path.name for path in directory.iterdir()}
    begun = {LOCK, PIECES, LOG, STUDY + _HALF}  # killed before study.json was there
    if STUDY in names or names <= begun:
        return
    what = "holds a run, not a study" if RUN in names else "is not empty and holds no study"
    raise InputError(Problem(str(directory), what, "give another --out"))


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _on_disk(path: Path, act: Callable[[], object]) -> None:
    try:
        act()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = (
            f"{path}: {reason}\nEvery point that was finished is kept: make room, and the same "
            "command goes on."
        )
        raise StoreError(message) from error
