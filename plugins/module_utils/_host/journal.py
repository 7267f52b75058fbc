# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal of a role: what was there before the role changed it, so that the change can be undone.

Pure: from a file's text and new entries the new text comes out, and what may be shown of it.
"""

from __future__ import annotations

import json
from typing import Any

from .secrets import HIDDEN, is_secret

VERSION = 1


def read(text: bytes | None) -> dict[str, Any]:
    """The entries of a journal, which has none without a file. Raises ValueError, which says why, for one that cannot be read."""
    if text is None:
        return {}
    try:
        found = json.loads(text)
    except ValueError as error:
        raise ValueError(f"is no journal ({error}). Restore it from a backup, since it tells what the host was before") from error
    if isinstance(found, dict) and "version" not in found:
        return found  # written when a journal was its entries alone
    version = found.get("version") if isinstance(found, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise ValueError(
            f"was written by a newer release of anvil.hypervisor: it has version {version}, and this release reads version {VERSION}. "
            "Use that release on this host"
        )
    if version != VERSION or not isinstance(found.get("entries"), dict):
        raise ValueError("is no journal: it has no entries. Restore it from a backup, since it tells what the host was before")
    return found["entries"]


def write(entries: dict[str, Any]) -> bytes:
    """The text of a journal."""
    return _text({"version": VERSION, "entries": entries}).encode()


def note(held: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The journal with new entries. What it holds is older and stays; lists get what they lack, in front."""
    merged = dict(held)
    for name, value in new.items():
        older = held.get(name)
        if name not in held:
            merged[name] = value
        elif isinstance(older, dict) and isinstance(value, dict):
            merged[name] = note(older, value)
        elif isinstance(older, list) and isinstance(value, list):
            merged[name] = [each for each in value if each not in older] + older
    return merged


def update(held: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """The journal with entries that are known better now."""
    merged = dict(held)
    for name, value in known.items():
        older = held.get(name)
        merged[name] = update(older, value) if isinstance(older, dict) and isinstance(value, dict) else value
    return merged


def shown(entries: Any) -> Any:
    """The entries without what nobody may read."""
    if isinstance(entries, dict):
        hidden = {name for name, value in entries.items() if is_secret(name) and not isinstance(value, (dict, list))}
        return {name: HIDDEN if name in hidden else shown(value) for name, value in entries.items()}
    if isinstance(entries, list):
        return [shown(each) for each in entries]
    return entries


def diff(path: str, before: dict[str, Any], after: dict[str, Any]) -> dict[str, str]:
    """Both as text, without what nobody may read."""
    texts = {"before": before, "after": after}
    headers = {f"{side}_header": path for side in texts}
    return {**headers, **{side: _text(shown(entries)) if entries else "" for side, entries in texts.items()}}


def _text(value: Any) -> str:
    return json.dumps(value, indent=4, sort_keys=True) + "\n"
