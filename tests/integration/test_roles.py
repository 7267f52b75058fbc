# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the roles refuse before anything runs, and parts of them that touch nothing of the machine around a bench server."""

from __future__ import annotations

from typing import Any

import pytest
from bench.server import Server

SETTING = "net.ipv4.conf.eth0/100.rp_filter"


def role(name: str, part: str = "main") -> dict[str, Any]:
    return {"name": f"{name} {part}", "ansible.builtin.include_role": {"name": f"anvil.hypervisor.{name}", "tasks_from": part}}


def told(run: Any) -> str:
    return " ".join(run.output.split())


@pytest.mark.parametrize("check", [True, False])
def test_k8d_a_name_that_a_shell_would_run_is_refused_before_anything_runs(server: Server, check: bool):
    ran = server.storage / "ran"
    command = f"$(touch {ran})"
    given = {
        "kvm_host_kernel_modules": ["kvm", f"tun{command}"],
        "kvm_host_sysctl": {f"vm.swappiness{command}": 1},
        "kvm_host_libvirt_guests_settings": {command: 1},
    }
    run = server.play([role("kvm_host")], check=check, fails=True, variables={**given, "kvm_host_accelerator": "tcg"})
    assert not [option for option in given if f"{option}: " not in told(run)]
    assert told(run).count(f"{command} is no name of ") >= len(given)
    assert run.changed == 0
    assert not ran.exists()


def test_k8c_a_setting_of_an_interface_whose_name_has_a_dot_is_taken(own_server: Server):
    own_server.run("ip", "link", "add", "eth0.100", "type", "bridge")
    for folder in ("/etc/sysctl.d", "/etc/modules-load.d", "/etc/tmpfiles.d"):  # of this server alone
        own_server.run("mount", "-t", "tmpfs", "tmpfs", folder)
    variables = {
        "kvm_host_sysctl": {SETTING: 2},
        "kvm_host_kernel_modules": ["kernel"],  # a part of every kernel
        "kvm_host_accelerator": "tcg",
        "__kvm_host_journal_folder": str(own_server.storage / "journal"),
    }
    tasks = [role("kvm_host", part) for part in ("host", "validate", "kernel")]
    assert own_server.play(tasks, variables=variables).changed
    assert own_server.run("cat", "/proc/sys/net/ipv4/conf/eth0.100/rp_filter").stdout == "2\n"
    assert SETTING in own_server.run("cat", "/etc/sysctl.d/60-anvil-kvm-host.conf").stdout
    assert own_server.play(tasks, variables=variables).changes == []


def test_k8a_a_password_that_is_taken_out_of_the_settings_is_not_shown(own_server: Server):
    secret = "none of your business"
    configured = {"qemu.conf": {"vnc_password": secret, "max_files": 4096}}
    tasks = [role("kvm_host", part) for part in ("host", "validate", "configuration")]
    for settings in (configured, {}):
        variables = {"kvm_host_configuration": settings, "__kvm_host_journal_folder": str(own_server.storage / "journal")}
        run = own_server.play(tasks, verbosity=3, variables=variables)
        assert any("Write the settings" in change for change in run.changes)
        assert "vnc_password = ********" in run.output
        assert secret not in run.output
    assert "vnc_password = \"none" not in own_server.run("cat", "/etc/libvirt/qemu.conf").stdout


def test_k8f_a_host_without_another_interface_is_told_so(server: Server):
    run = server.play([role("guest_bridge")], check=True, fails=True, variables={"guest_bridge_interfaces": ["mgmt"]})
    assert "has no mgmt. It has no interface but lo, and needs a network card." in told(run)
