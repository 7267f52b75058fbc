# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a folder of Debian packages a repository that apt can read: package_index.py FOLDER"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path


def stanza(package: Path) -> str:
    control = subprocess.run(["dpkg-deb", "--field", str(package)], check=True, capture_output=True, text=True).stdout
    data = package.read_bytes()
    return f"{control}Filename: ./{package.name}\nSize: {len(data)}\nSHA256: {hashlib.sha256(data).hexdigest()}\n"


def main(folder: Path) -> None:
    (folder / "Packages").write_text("\n".join(stanza(path) for path in sorted(folder.glob("*.deb"))), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
