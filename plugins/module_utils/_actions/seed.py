# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The steps on seeds, beside those on their volumes."""

from __future__ import annotations

from .action import Action


class WriteSeed(Action):
    """Write `files` into the volume of a seed, or all its bytes: `content`.

    The record says whether the seed is spent, and its generation. It is signed for what is `declared`, bytes by option; None: it keeps
    its digests. `former` are the bytes of the volume before, None where it has just been made.
    """

    operation = "write"
    fields = ("files", "record", "declared", "former", "content")
    files = record = declared = former = content = None

    def compensation(self):
        return () if self.former is None else (WriteSeed(content=self.former, former=self.former),)
