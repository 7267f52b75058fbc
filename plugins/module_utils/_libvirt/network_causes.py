# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why libvirt refused a network."""

from __future__ import annotations

from .causes import not_in_the_schema

CAUSES = {
    "define": (not_in_the_schema,),
}
