"""The same items on a Dask cluster: `--scheduler ADDRESS`."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from types import TracebackType
from typing import Any

from simulator.errors import CorridorsimError, InputError, Problem
from simulator.study.pool import Done, Item, given_up, perform
from simulator.study.variation import Work

CONNECT_SECONDS = 10


class Cluster:
    """Workers behind a Dask scheduler; use as a context manager.

    Each needs corridorsim in the same version; the data travel with the work, so workers need no
    files.
    """

    def __init__(self, work: Work, address: str) -> None:
        self.work, self.address = work, address
        self.width = 1
        self._client: Any = None
        self._shared: Any = None

    def __enter__(self) -> Cluster:
        """Connect.

        Raises
        ------
        InputError
            If Dask is not installed, nothing answers, or no worker is there.
        """
        if find_spec("distributed") is None:
            message = "needs Dask, which is not installed"
            raise InputError(Problem("--scheduler", message, "pip install 'corridorsim[cluster]'"))
        distributed: Any = import_module("distributed")
        try:
            self._client = distributed.Client(
                self.address, timeout=CONNECT_SECONDS, set_as_default=False
            )
        except (OSError, TimeoutError, ValueError) as error:
            message = f"no Dask scheduler answers at {self.address}"
            hint = "start one with `dask scheduler`, and workers with `dask worker ADDRESS`"
            raise InputError(Problem("--scheduler", message, hint)) from error
        self.width = sum(self._client.nthreads().values())
        if not self.width:
            self._client.close()
            message = f"the scheduler at {self.address} has no worker"
            hint = f"start some with `dask worker {self.address}`"
            raise InputError(Problem("--scheduler", message, hint))
        self._check_versions()
        packed = zlib.compress(pickle.dumps(self.work), 1)
        self._shared = self._client.submit(_unpacked, packed, pure=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._client.close()

    def run(self, items: Sequence[Item]) -> Iterator[Done]:
        """Run items; the scheduler runs those again that were lost with their worker.

        A worker that dies takes along items that it only held, and Dask suspects them all; so
        those that it gives up are tried once more, each by itself.
        """
        suspects: list[Item] = []
        for item, done in self._completed(items):
            if done is None:
                suspects.append(item)
            else:
                yield done
        for suspect in suspects:
            for item, done in self._completed([suspect]):
                yield done or given_up(self.work, item, None)

    def _completed(self, items: Sequence[Item]) -> Iterator[tuple[Item, Done | None]]:
        """Items as they end; None for one whose workers died."""
        distributed: Any = import_module("distributed")
        client = self._client
        futures = {client.submit(perform, self._shared, i, pure=False): i for i in items}
        for future in distributed.as_completed(list(futures), loop=client.loop):
            item = futures.pop(future)
            error = future.exception()
            if error is None:
                yield item, future.result()
            elif isinstance(error, distributed.KilledWorker):
                yield item, None
            else:
                message = f"the cluster could not run point {item.point.number}: {error}"
                raise CorridorsimError(message) from error

    def _check_versions(self) -> None:
        from simulator.study.record import study_versions

        mine = study_versions()
        for address, theirs in self._client.run(study_versions).items():
            for name, version in mine.items():
                if theirs.get(name) != version:
                    message = f"the worker {address} has {name} {theirs.get(name)}, not {version}"
                    hint = "results must not depend on where they were computed"
                    self._client.close()
                    raise InputError(Problem("--scheduler", message, hint))


def _unpacked(packed: bytes) -> Work:
    """Make the work: a task, not scattered data, so that it can be made again."""
    work: Work = pickle.loads(zlib.decompress(packed))
    return work
