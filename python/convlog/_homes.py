"""The homes of conversations, by what a copy of one needs to find it again.

A copy that stays in its process shares the home, and with it the open turns and functions. Another process makes one of
the same ids.
"""

from __future__ import annotations

import copyreg
import os
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary, WeakValueDictionary

from convlog import _core

#: Account, project, conversation, origin, and which home of these ids it is.
Key = tuple[str | None, str | None, str, str, str]

_numbers = count()
_by_key: WeakValueDictionary[Key, _core.Home] = WeakValueDictionary()
_keys: WeakKeyDictionary[_core.Home, Key] = WeakKeyDictionary()


def make(account_id: str | None, project_id: str | None, conversation_id: str) -> _core.Home:
    """Return a new home for a conversation."""
    home = _core.Home(account_id, project_id, conversation_id)
    return _remember(home, (account_id, project_id, conversation_id, home.origin(), f"{os.getpid()}.{next(_numbers)}"))


def find(*key: Any) -> _core.Home:
    """Return the home that this was the key of: itself if it is of this process, else one of the same ids."""
    home = _by_key.get(key)
    return home if home is not None else _remember(_core.Home(*key[:4]), key)


def key_of(home: _core.Home) -> Key:
    """Return what `find` takes."""
    return _keys[home]


def _remember(home: _core.Home, key: Any) -> _core.Home:
    _by_key[key] = home
    _keys[home] = key
    return home


copyreg.pickle(_core.Home, lambda home: (find, key_of(home)))
