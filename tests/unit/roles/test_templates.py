# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates whose text a shell or GRUB reads: what users wrote stands for itself."""

from __future__ import annotations

import subprocess
from pathlib import Path

import jinja2
import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.anvil.hypervisor.plugins.filter.grub_parameters import FilterModule, grub_parameters

XEN = Path(__file__).resolve().parents[3] / "roles" / "xen_host" / "templates"


def render(name: str, **variables: object) -> str:
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False, keep_trailing_newline=True)
    environment.filters.update({f"anvil.hypervisor.{filter_}": function for filter_, function in FilterModule().filters().items()})
    return environment.from_string((XEN / name).read_text(encoding="utf-8")).render(variables)


def shell(script: str) -> str:
    done = subprocess.run(["/bin/sh", "-euc", script], capture_output=True, text=True, check=True, env={"PATH": "/usr/bin:/bin"})
    assert done.stderr == ""
    return done.stdout


def test_k8b_the_settings_of_xen_hold_options_and_run_nothing():
    text = render(
        "grub_settings.j2",
        __xen_host_xen_options=["dom0_mem=2048M,max:2048M", "x=$(id)"], __xen_host_dom0_options=['dyndbg="module xen +p"'],
    )
    before = "GRUB_CMDLINE_XEN_DEFAULT=a GRUB_CMDLINE_LINUX_DEFAULT=quiet\n"
    told = shell(f'{before}{text}printf "%s\\n" "$GRUB_CMDLINE_XEN_DEFAULT" "$GRUB_CMDLINE_LINUX_XEN_REPLACE_DEFAULT"')
    assert told.splitlines() == ["a dom0_mem=2048M,max:2048M 'x=$(id)'", "quiet 'dyndbg=module xen +p'"]


def test_k8b_the_filter_refuses_what_could_not_reach_the_kernel():
    assert grub_parameters([]) == ""
    with pytest.raises(AnsibleFilterError, match="is 2 parameters"):
        grub_parameters(["a=1 b=2"])


def test_an_entry_with_a_quote_in_its_name_is_one_word_of_grub():
    text = render("grub_menu.j2", __xen_host_menu_mark="mark", __xen_host_linux_entry="Debian's $(id)")
    assert shell(text).splitlines() == ["# mark", "set fallback='Debian'\\''s $(id)'"]
