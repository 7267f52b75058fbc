# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for get-pip.py: installs what is asked for with the pip wheel that Python carries for venv."""

from __future__ import annotations

import sys
from pathlib import Path

FOLDERS = [Path("/usr/share/python-wheels")]  # Debian keeps the wheel out of ensurepip

try:
    import ensurepip

    FOLDERS.insert(0, Path(ensurepip.__file__).parent / "_bundled")
except ImportError:
    pass


def main() -> int:
    wheels = [wheel for folder in FOLDERS for wheel in sorted(folder.glob("pip-*.whl"))]
    if not wheels:
        print("No pip wheel in " + ", ".join(map(str, FOLDERS)), file=sys.stderr)
        return 1
    sys.path.insert(0, str(wheels[-1]))
    from pip._internal.cli.main import main as pip  # noqa: PLC0415 -- there only now

    arguments = [argument for argument in sys.argv[1:] if argument not in ("--no-setuptools", "--no-wheel")]
    return pip(["install", *arguments])


if __name__ == "__main__":
    sys.exit(main())
