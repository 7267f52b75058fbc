# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unpacks single collections of a wheel of PyPI's "ansible": take_collections.py WHEEL FOLDER COLLECTION..."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path


def main(wheel: str, folder: str, *collections: str) -> None:
    wanted = tuple(f"ansible_collections/{name.replace('.', '/')}/" for name in collections)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder, [name for name in archive.namelist() if name.startswith(wanted)])
    for prefix in wanted:
        if not Path(folder, prefix).is_dir():
            raise SystemExit(f"{wheel} holds no {prefix}")


if __name__ == "__main__":
    main(*sys.argv[1:])
