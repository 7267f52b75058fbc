# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parameters of Linux's command line: as the kernel reads them, and as each boot loader's files have to hold them.

Pure: from parameters and from what was read, text or programs' arguments come out.
"""

from __future__ import annotations

import re
from typing import NamedTuple

DROP_INS = "/etc/default/grub.d"
_HEAD = "# Written by anvil.hypervisor.kernel_command_line.\n"

# What neither GRUB's language nor a shell takes for anything but itself.
_PLAIN = re.compile(r"[A-Za-z0-9_.,:=+@/%^~!-]+\Z")

# GRUB puts a backslash before these (lib/cmdline.c), which the kernel takes for a part of the value.
_LOST_IN_GRUB = "\\'\""
# grubby takes apart at spaces what it is given, and has sed and GRUB read it.
_REMEDY_GRUBBY = "grubby cannot hold it. Set a module's parameter in /etc/modprobe.d instead (options MODULE NAME=VALUE)."


class Parameter(NamedTuple):
    """One parameter without the quotes around its value; without a value it is None."""

    name: str
    value: str | None

    @property
    def known_as(self) -> tuple[str, str | None]:
        """What two spellings of the same parameter share: the kernel takes dashes and underscores of a name as one."""
        return self.name.replace("-", "_"), self.value

    @property
    def bare(self) -> str:
        return self.name if self.value is None else f"{self.name}={self.value}"

    @property
    def quoted(self) -> str:
        """As the kernel wants it: a value with a space in quotes."""
        return f'{self.name}="{self.value}"' if re.search(r"\s", self.value or "") else self.bare


def words(text: str | None) -> list[str]:
    """A command line taken apart at spaces outside of quotes, as the kernel's next_arg() does (lib/cmdline.c)."""
    found, here, quoted = [], "", False
    for character in text or "":
        if character.isspace() and not quoted:
            if here:
                found.append(here)
            here = ""
            continue
        if character == '"':
            quoted = not quoted
        here += character
    return [*found, here] if here else found


def parameters(text: str | None) -> list[Parameter]:
    """The parameters of a command line: quotes around the whole of one, or around its value, are no part of it."""
    return [_parameter(word) for word in words(text)]


def _parameter(word: str) -> Parameter:
    if word.startswith('"'):
        word = word[1:-1] if word.endswith('"') and len(word) > 1 else word[1:]
    name, equals, value = word.partition("=")
    if not name:  # the kernel looks for the sign from the second character on
        name, value = word, ""
        equals = ""
    if value.startswith('"'):
        value = value[1:-1] if value.endswith('"') and len(value) > 1 else value[1:]
    return Parameter(name, value if equals else None)


def accept(given: list[str], boot_loader: str) -> list[Parameter]:
    """What a user gave, each as one parameter. Raises ValueError, with the remedy, for what cannot reach the kernel as it stands."""
    found = []
    for text in given:
        here = parameters(text)
        if len(here) != 1:
            raise ValueError(
                f"parameters: {text!r} is {len(here) or 'no'} parameters to the kernel. Give each an entry of its own, "
                "and write quotes around a value with spaces, such as dyndbg=\"module kvm +p\"."
            )
        one = here[0]
        problem = _problem(one, text, boot_loader)
        if problem:
            raise ValueError(f"parameters: {text!r}: {problem}")
        if boot_loader == "pbl" and any(other.name == one.name and other != one for other in found):
            raise ValueError(f"parameters: {text!r}: pbl keeps one value for a name. Give {one.name} once.")
        if one not in found:
            found.append(one)
    return found


def _problem(one: Parameter, text: str, boot_loader: str) -> str | None:
    if any(ord(character) < ord(" ") or ord(character) > ord("~") for character in text):
        return "the command line holds printable ASCII characters only."
    if boot_loader == "grubby" and not _PLAIN.match(one.bare):
        return _REMEDY_GRUBBY
    lost = [character for character in _LOST_IN_GRUB if character in one.bare]
    if lost:
        return f"{' and '.join(lost)} cannot pass GRUB, which puts a backslash before it. Leave it out."
    if boot_loader == "pbl":
        shell = [character for character in "$`" if character in one.bare]
        if shell:
            return f"pbl would have a shell read {' and '.join(shell)}. Leave it out."
        if not _PLAIN.match(one.name) or (one.value is None and not _PLAIN.match(one.bare)):
            return "pbl puts quotes around values only, and GRUB reads what stands before them. Leave those characters out of the name."
    return None


def pending(desired: list[Parameter], running: str | None) -> list[str]:
    """The parameters that the kernel was not started with."""
    now = {one.known_as for one in parameters(running)}
    return [one.quoted for one in desired if one.known_as not in now]


# -- GRUB's drop-in, which grub-mkconfig has a shell read, and whose words GRUB's own language reads in the menu


def grub_word(one: Parameter) -> str:
    """A parameter as a word of GRUB's language: all that stands between single quotes stands for itself."""
    return one.bare if _PLAIN.match(one.bare) else f"'{one.bare}'"


def shell_text(desired: list[Parameter]) -> str:
    """The parameters as GRUB's words, for between the double quotes of a shell."""
    return re.sub(r'([\\"$`])', r"\\\1", " ".join(map(grub_word, desired)))


def drop_in(desired: list[Parameter]) -> str | None:
    """The drop-in's text, or None where there is nothing to say."""
    return f'{_HEAD}GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX {shell_text(desired)}"\n' if desired else None


# -- grubby


def grubby_plan(desired: list[Parameter], former: list[Parameter], answer: str) -> tuple[list[Parameter], list[Parameter]]:
    """What to add and what to remove, from what grubby --info=ALL says: a parameter is there when each kernel has it."""
    kernels = [{one.known_as for one in parameters(text)} for text in re.findall(r'^args="(.*)"$', answer, re.MULTILINE)]
    kept = {one.known_as for one in desired}
    return (
        [one for one in desired if not kernels or any(one.known_as not in kernel for kernel in kernels)],
        [one for one in former if one.known_as not in kept and any(one.known_as in kernel for kernel in kernels)],
    )


def grubby_commands(add: list[Parameter], remove: list[Parameter]) -> list[list[str]]:
    """The call that does both, or none."""
    if not add and not remove:
        return []
    return [[
        "grubby", "--update-kernel=ALL",
        *([f"--args={' '.join(one.bare for one in add)}"] if add else []),
        *([f"--remove-args={' '.join(one.bare for one in remove)}"] if remove else []),
    ]]


# -- openSUSE's pbl, whichever boot loader it writes for: GRUB 2, GRUB 2 with boot loader specification, systemd-boot


def pbl_names(desired: list[Parameter], former: list[Parameter]) -> list[str]:
    """The names to ask pbl --get-option for."""
    return list(dict.fromkeys(one.name for one in (*desired, *former)))


def pbl_plan(desired: list[Parameter], former: list[Parameter], answers: dict[str, str]) -> tuple[list[Parameter], list[Parameter]]:
    """What to add and what to remove, from what pbl says for each name."""
    now = {one for text in answers.values() for one in parameters(text)}
    names = {one.name for one in desired}
    return [one for one in desired if one not in now], [one for one in former if one.name not in names and one in now]


def pbl_commands(add: list[Parameter], remove: list[Parameter]) -> list[list[str]]:
    """The calls, the last of which writes the boot loader's configuration."""
    calls = [["pbl", "--add-option", _pbl_option(one)] for one in add] + [["pbl", "--del-option", one.name] for one in remove]
    return [*calls, ["pbl", "--config"]] if calls else []


def _pbl_option(one: Parameter) -> str:
    return one.bare if _PLAIN.match(one.bare) else f'{one.name}="{one.value}"'
