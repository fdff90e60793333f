"""Large tables, piece by piece: kept in memory, or in a file until the run is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

Key = tuple[int, ...]


class Pieces:
    """Tables of one schema, given in any order and read back in order of key.

    With `path` they lie in that file (Arrow, compressed), not in memory, and only what says where
    travels between processes.
    """

    def __init__(self, schema: pa.Schema, path: Path | None = None) -> None:
        self.schema, self.path = schema, path
        self.rows = 0
        self._keys: list[Key] = []
        self._held: list[pa.RecordBatch] = []
        self._writer: pa.RecordBatchFileWriter | None = None

    def add(self, key: Key, table: pa.Table) -> None:
        """Take a table; nothing is kept of an empty one."""
        self.rows += table.num_rows
        for batch in table.combine_chunks().to_batches():
            self._keys.append(key)
            if self.path is None:
                self._held.append(batch)
            else:
                self._open(self.path).write_batch(batch)

    def _open(self, path: Path) -> pa.RecordBatchFileWriter:
        if self._writer is None:
            options = pa.ipc.IpcWriteOptions(compression="lz4")
            self._writer = pa.ipc.new_file(str(path), self.schema, options=options)
        return self._writer

    def close(self) -> Pieces:
        """Finish the file; afterwards nothing can be added."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        return self

    def __iter__(self) -> Iterator[pa.Table]:
        """Pieces in order of key."""
        order = sorted(range(len(self._keys)), key=self._keys.__getitem__)
        if self.path is None or not order:
            yield from (self._table(self._held[n]) for n in order)
            return
        with pa.OSFile(str(self.path)) as file, pa.ipc.open_file(file) as reader:
            for n in order:
                yield self._table(reader.get_batch(n))

    def _table(self, batch: pa.RecordBatch) -> pa.Table:
        return pa.Table.from_batches([batch]).replace_schema_metadata(self.schema.metadata)

    def table(self) -> pa.Table:
        """All of it, in memory."""
        return pa.concat_tables([self.schema.empty_table(), *self]).combine_chunks()
