"""Reading ahead: what is waited for, as answers of a store, comes in a thread while what came before is worked on."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Generic, TypeVar

__all__ = ["Ahead"]

_Item = TypeVar("_Item")


class Ahead(Generic[_Item]):
    """The items of an iterable, which a thread begins to take at once.

    Parameters
    ----------
    items
        Where they come from. An error there is raised where the item would have come.
    size
        Says how large an item is, in bytes.
    most
        Once this many bytes wait to be taken, the thread waits too.

    Examples
    --------
    >>> list(Ahead(["one", "two"], len, most=3))
    ['one', 'two']
    """

    def __init__(self, items: Iterable[_Item], size: Callable[[_Item], int], most: int) -> None:
        self._size, self._most = size, most
        self._waiting: deque[_Item] = deque()
        self._held = 0
        self._ended = self._unwanted = False
        self._error: BaseException | None = None
        self._change = threading.Condition()
        threading.Thread(target=self._fill, args=(items,), daemon=True).start()

    def _fill(self, items: Iterable[_Item]) -> None:
        try:
            for item in items:
                with self._change:
                    self._waiting.append(item)
                    self._held += self._size(item)
                    self._change.notify_all()
                    self._change.wait_for(lambda: self._held < self._most or self._unwanted)
                    if self._unwanted:
                        break
        except BaseException as error:  # whatever it is: the one who takes the items has to hear of it
            self._error = error
        if isinstance(items, Generator):
            items.close()
        with self._change:
            self._ended = True
            self._change.notify_all()

    def __iter__(self) -> Iterator[_Item]:
        try:
            while True:
                with self._change:
                    self._change.wait_for(lambda: self._waiting or self._ended)
                    if not self._waiting:
                        break
                    item = self._waiting.popleft()
                    self._held -= self._size(item)
                    self._change.notify_all()
                yield item
            if self._error is not None:
                raise self._error
        finally:
            self.close()

    def close(self) -> None:
        """Let the thread end: nobody wants the rest."""
        with self._change:
            self._unwanted = True
            self._change.notify_all()
