# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes an archive of what a tree's reader has seen: enough for the same verdict elsewhere, and nothing more."""

from __future__ import annotations

import gzip
import io
import tarfile

from .report import read_tree
from .tree import UNREADABLE, Tree


def archive(root: str = "/") -> bytes:
    """A .tar.gz that reads the same as the root itself. Its bytes depend on nothing but what was read."""
    tree = Tree(root)
    read_tree(tree)
    content = io.BytesIO()
    with gzip.GzipFile(fileobj=content, mode="wb", mtime=0) as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        for path, data in sorted(_entries(tree).items()):
            entry = tarfile.TarInfo(path.strip("/"))
            if data is None:
                entry.type, entry.mode = tarfile.DIRTYPE, 0o755
                tar.addfile(entry)
            else:
                entry.size, entry.mode = len(data), 0o644
                tar.addfile(entry, io.BytesIO(data))
    return content.getvalue()


def _entries(tree: Tree) -> dict[str, bytes | None]:
    """Files by their path; what is only known to be there becomes an empty folder."""
    entries: dict[str, bytes | None] = {"/proc": None}  # by which a tree is known as one
    for path, content in tree.seen.items():
        if isinstance(content, str):
            entries[path] = (content + "\n").encode()
        elif isinstance(content, bytes):
            entries[path] = content
        else:
            entries.setdefault(path.rstrip("/"), None)
    if tree.denied:
        entries[UNREADABLE] = "".join(f"{path}\n" for path in sorted(tree.denied)).encode()
    return entries
