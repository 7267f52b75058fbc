# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter that quotes parameters of a command line for GRUB's settings."""

from __future__ import annotations

from ansible.errors import AnsibleFilterError
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import command_line


def grub_parameters(given: list[str]) -> str:
    """The parameters as words of GRUB's language, for between the double quotes of a shell."""
    try:
        return command_line.shell_text(command_line.accept([str(one) for one in given], "grub_drop_in"))
    except ValueError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """What Ansible asks for."""

    def filters(self) -> dict:
        return {"grub_parameters": grub_parameters}
