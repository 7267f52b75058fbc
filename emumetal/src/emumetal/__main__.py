# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command: `python -m emumetal --help`."""

from __future__ import annotations

import sys

from emumetal.cli import main

sys.exit(main())
