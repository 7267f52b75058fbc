# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parameters of the command line, from what a user writes to what the kernel reads, by way of shell, GRUB, grubby and pbl."""

from __future__ import annotations

import subprocess

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import command_line, grub
from hypothesis import given, settings
from hypothesis import strategies as st

DYNAMIC = 'dyndbg="module kvm +p"'
LOADERS = ("grub_drop_in", "grubby", "pbl")


def accept(*texts, boot_loader="grub_drop_in"):
    return command_line.accept(list(texts), boot_loader)


@pytest.mark.parametrize(("text", "name", "value"), [
    ("quiet", "quiet", None),
    ("iommu=pt", "iommu", "pt"),
    ("a=", "a", ""),
    ('a=""', "a", ""),
    (DYNAMIC, "dyndbg", "module kvm +p"),
    ('"dyndbg=module kvm +p"', "dyndbg", "module kvm +p"),
    ("a=b=c", "a", "b=c"),
    ("=a", "=a", None),
])
def test_a_parameter_as_the_kernel_reads_it(text, name, value):
    assert command_line.parameters(text) == [(name, value)]


def test_a_line_is_taken_apart_outside_of_quotes():
    line = f'BOOT_IMAGE=/vmlinuz root=UUID=1 ro  "dyndbg=module kvm +p" {DYNAMIC} quiet\n'
    assert command_line.words(line) == ["BOOT_IMAGE=/vmlinuz", "root=UUID=1", "ro", '"dyndbg=module kvm +p"', DYNAMIC, "quiet"]
    assert command_line.parameters("") == command_line.parameters(None) == []


@pytest.mark.parametrize("running", [f"ro {DYNAMIC}", 'ro "dyndbg=module kvm +p" quiet'])
def test_k8b_what_the_kernel_was_started_with_waits_for_no_reboot(running):
    """GRUB hands a word with spaces over in quotation marks of its own."""
    assert command_line.pending(accept(DYNAMIC, "quiet-boot"), f"{running} quiet_boot") == []
    assert command_line.pending(accept(DYNAMIC, "iommu=pt"), "ro iommu=off dyndbg=module kvm +p") == [DYNAMIC, "iommu=pt"]


def sourced(text):
    """GRUB_CMDLINE_LINUX as grub-mkconfig's shell has it, and what that shell printed or ran beside it."""
    script = f'GRUB_CMDLINE_LINUX=before\n{text}\nprintf "%s" "$GRUB_CMDLINE_LINUX"'
    return subprocess.run(["/bin/sh", "-euc", script], capture_output=True, text=True, check=True, env={"PATH": ""})


def handed_over(line):
    """What the kernel gets of a menu's line: GRUB takes its words, and joins them as its lib/cmdline.c does."""
    entry = grub.menu(f"menuentry 'x' {{\n\tlinux /vmlinuz-1 {line}\n}}\n")[0]
    parts = []
    for word in entry["kernel_options"]:
        escaped = "".join(f"\\{one}" if one in "\\'\"" else one for one in word)
        parts.append(f'"{escaped}"' if " " in word else escaped)
    return " ".join(parts)


@pytest.mark.parametrize("texts", [
    (DYNAMIC,),
    ("iommu=pt", "memmap=64G$16G", "a=$(id)", 'b="`id` $HOME ${x} ; reboot & # {"', "c=1,2;3|4"),
    ('d="a  b"', "e=*", "f=~", "g=!x", "h"),
])
def test_k8b_the_drop_in_holds_parameters_and_runs_nothing(texts):
    desired = accept(*texts)
    done = sourced(command_line.drop_in(desired))
    assert done.stderr == ""
    assert command_line.parameters(handed_over(done.stdout)) == [("before", None), *desired]
    assert command_line.pending(desired, handed_over(done.stdout)) == []


NAMES = st.from_regex(r"[a-z][a-z0-9_.-]{0,8}", fullmatch=True)
VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=126, exclude_characters="\\'\""), max_size=20)


@settings(max_examples=12)
@given(st.lists(st.tuples(NAMES, VALUES), min_size=1, max_size=4))
def test_k8b_any_value_reaches_the_kernel(pairs):
    desired = accept(*(f'{name}="{value}"' for name, value in pairs))
    assert command_line.parameters(handed_over(sourced(command_line.drop_in(desired)).stdout))[1:] == desired


def test_a_person_can_read_the_drop_in():
    text = command_line.drop_in(accept("iommu=pt", DYNAMIC, "memmap=64G$16G"))
    assert text.splitlines()[-1] == """GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX iommu=pt 'dyndbg=module kvm +p' 'memmap=64G\\$16G'\""""


def test_no_parameter_needs_no_drop_in():
    assert command_line.drop_in([]) is None


@pytest.mark.parametrize("boot_loader", LOADERS)
@pytest.mark.parametrize(("text", "says"), [
    ("", "is no parameters"),
    ("a=1 b=2", "is 2 parameters"),
    ("dyndbg=module kvm +p", "is 3 parameters"),
    ("a=ä", "printable ASCII"),
    ('a="b\nc"', "printable ASCII"),
    ("a='b'", ""),
    ("a=b\\c", ""),
    ('a=b"c"', ""),
])
def test_what_could_not_reach_the_kernel_is_refused(boot_loader, text, says):
    with pytest.raises(ValueError, match=f"parameters: .*{says}"):
        accept(text, boot_loader=boot_loader)


@pytest.mark.parametrize(("boot_loader", "text", "says"), [
    ("grubby", DYNAMIC, "modprobe.d"),
    ("grubby", "a=$b", "modprobe.d"),
    ("grubby", "a=*", "modprobe.d"),
    ("pbl", 'a="$(id) b"', "a shell read"),
    ("pbl", "a=`id`", "a shell read"),
    ("pbl", "a;b", "around values"),
])
def test_what_a_program_could_not_hold_is_refused(boot_loader, text, says):
    with pytest.raises(ValueError, match=says):
        accept(text, boot_loader=boot_loader)


def test_pbl_keeps_one_value_for_a_name():
    with pytest.raises(ValueError, match="one value for a name"):
        accept("console=tty0", "console=ttyS0", boot_loader="pbl")
    assert len(accept("console=tty0", "console=ttyS0", "console=tty0")) == 2  # noqa: PLR2004 (the third is the first)


GRUBBY = 'index=0\nkernel="/boot/vmlinuz-2"\nargs="ro iommu=pt quiet $tuned_params"\nindex=1\nargs="ro iommu=pt"\n'


def grubby(*desired, former=()):
    old = [one for text in former for one in command_line.parameters(text)]
    return command_line.grubby_commands(*command_line.grubby_plan(accept(*desired, boot_loader="grubby"), old, GRUBBY))


def test_grubby_is_asked_for_what_a_kernel_lacks():
    assert grubby("iommu=pt") == []
    assert grubby("iommu=pt", "quiet") == [["grubby", "--update-kernel=ALL", "--args=quiet"]]
    assert grubby("a=1", "b", former=["iommu=pt", "quiet", "gone"]) == [
        ["grubby", "--update-kernel=ALL", "--args=a=1 b", "--remove-args=iommu=pt quiet"],
    ]
    assert grubby(former=["gone"]) == []


def pbl(*desired, former=(), told=()):
    accepted = accept(*desired, boot_loader="pbl")
    old = [one for text in former for one in command_line.parameters(text)]
    assert set(dict(told)) <= set(command_line.pbl_names(accepted, old))
    return command_line.pbl_commands(*command_line.pbl_plan(accepted, old, dict(told)))


def test_pbl_is_asked_for_what_it_does_not_tell():
    assert pbl(DYNAMIC, told={"dyndbg": f"{DYNAMIC}\n"}) == []
    assert pbl(DYNAMIC, "iommu=pt", told={"dyndbg": "", "iommu": "iommu=off\n"}) == [
        ["pbl", "--add-option", DYNAMIC], ["pbl", "--add-option", "iommu=pt"], ["pbl", "--config"],
    ]
    assert pbl("a=b;c") == [["pbl", "--add-option", 'a="b;c"'], ["pbl", "--config"]]
    assert pbl(former=["quiet", "a=1", "b=2"], told={"quiet": "quiet\n", "a": "a=1\n", "b": "b=3\n"}) == [
        ["pbl", "--del-option", "quiet"], ["pbl", "--del-option", "a"], ["pbl", "--config"],
    ]
    assert pbl("a=2", former=["a=1"], told={"a": "a=1\n"}) == [["pbl", "--add-option", "a=2"], ["pbl", "--config"]]
