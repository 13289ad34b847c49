"""A commit to a tantivy index that fails aloud."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import tantivy


@contextmanager
def committing(index: tantivy.Index, heap_bytes: int) -> Iterator[tantivy.IndexWriter]:
    """Commit what the block adds and deletes. tantivy's own ``with`` keeps silent about a commit
    that failed, as it does on a full disk."""
    writer = index.writer(heap_bytes, 1)
    try:
        yield writer
        writer.commit()
    finally:
        writer.wait_merging_threads()
