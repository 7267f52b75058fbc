# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the roles refuse before anything runs, and parts of them that touch nothing of the machine around a bench server."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from bench.server import Server

SETTING = "net.ipv4.conf.eth0/100.rp_filter"


def role(name: str, part: str = "main") -> dict[str, Any]:
    return {"name": f"{name} {part}", "ansible.builtin.include_role": {"name": f"anvil.hypervisor.{name}", "tasks_from": part}}


def tagged(name: str, **variables: Any) -> dict[str, Any]:
    """A role in a play that is run with --tags."""
    return {**role(name), "tags": ["always"], "vars": variables}


def only(part: str) -> dict[str, tuple[str, ...]]:
    return {"arguments": ("--tags", part)}


def ran(run: Any) -> set[str]:
    return {task["name"].rsplit(" : ", 1)[-1] for task in run.tasks if task["status"] != "skipped"}


def part_of_kvm_host(name: str, part: str) -> dict[str, Any]:
    """A part of one of the roles that kvm_host is composed of."""
    return {**role("kvm_host", name), "vars": {"__kvm_host_part": part}}


def told(run: Any) -> str:
    return " ".join(run.output.split())


# A machine that is no container, whatever this one is.
MACHINE = {"ansible.builtin.set_fact": {
    "cacheable": True, "os_family": "Debian", "virtualization_type": "kvm", "virtualization_tech_guest": ["kvm"]}}
FILES = ("/etc/modules-load.d", "/etc/modprobe.d", "/etc/sysctl.d", "/etc/tmpfiles.d", "/var/lib/anvil.hypervisor")


def own_files(server: Server) -> Server:
    """The server, with folders of its own for what the roles write."""
    for folder in FILES:
        server.run("mkdir", "-p", folder)
        server.run("mount", "-t", "tmpfs", "tmpfs", folder)
    return server


def written(server: Server) -> list[str]:
    return server.run("find", *FILES, "-type", "f").stdout.split()


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("options", [("kvm_host_kernel_modules", "kvm_host_sysctl"), ("kvm_host_libvirt_guests_settings",)])
def test_k8d_a_name_that_a_shell_would_run_is_refused_before_anything_runs(server: Server, options: tuple[str, ...], check: bool):
    ran = server.storage / "ran"
    command = f"$(touch {ran})"
    given = {
        "kvm_host_kernel_modules": ["kvm", f"tun{command}"],
        "kvm_host_sysctl": {f"vm.swappiness{command}": 1},
        "kvm_host_libvirt_guests_settings": {command: 1},
    }
    variables = {"kvm_host_accelerator": "tcg", **{option: given[option] for option in options}}
    run = server.play([role("kvm_host")], check=check, fails=True, variables=variables)
    assert not [option for option in options if f"{option}: " not in told(run)]
    assert told(run).count(f"{command} is no name of ") >= len(options)
    assert run.changed == 0
    assert not ran.exists()


def test_k8c_a_setting_of_an_interface_whose_name_has_a_dot_is_taken(own_server: Server):
    own_files(own_server).run("ip", "link", "add", "eth0.100", "type", "bridge")
    variables = {
        "kvm_host_sysctl": {SETTING: 2},
        "kvm_host_kernel_modules": ["kernel"],  # a part of every kernel
        "kvm_host_accelerator": "tcg",
        "__host_kernel_in_container": False,
    }
    kernel = [part_of_kvm_host("host_kernel", part) for part in ("validate", "present")]
    tasks = [part_of_kvm_host("libvirt_daemon", "host"), *kernel]
    assert own_server.play(tasks, variables=variables).changed
    assert own_server.run("cat", "/proc/sys/net/ipv4/conf/eth0.100/rp_filter").stdout == "2\n"
    assert SETTING in own_server.run("cat", "/etc/sysctl.d/60-anvil-kvm-host.conf").stdout
    assert own_server.play(tasks, variables=variables).changes == []


def test_host_kernel_alone_sets_the_kernel_up_is_at_rest_and_undoes_it(own_server: Server):
    own_files(own_server).run("ip", "link", "add", "eth0.100", "type", "bridge")
    before = own_server.run("cat", "/proc/sys/net/ipv4/conf/eth0.100/rp_filter").stdout
    variables = {"host_kernel_sysctl": {SETTING: 2}, "host_kernel_modules": ["kernel", "no_such_module"]}
    tasks = [MACHINE, role("host_kernel")]
    assert own_server.play(tasks, check=True, variables=variables).changed
    assert written(own_server) == []
    run = own_server.play(tasks, variables=variables)
    assert "has no module no_such_module; it is left out" in told(run)
    assert own_server.run("cat", "/proc/sys/net/ipv4/conf/eth0.100/rp_filter").stdout == "2\n"
    modules = own_server.run("cat", "/etc/modules-load.d/anvil-host-kernel.conf").stdout
    assert modules == "# Written by anvil.hypervisor.host_kernel.\nkernel\n"
    assert [path.rsplit("/", 1)[1] for path in sorted(written(own_server))] == [
        "anvil-host-kernel.conf", "60-anvil-host-kernel.conf", "host_kernel.json"]
    assert own_server.play(tasks, variables=variables).changes == []

    own_server.play(tasks, variables={**variables, "host_kernel_state": "absent"})
    assert written(own_server) == []
    assert own_server.run("cat", "/proc/sys/net/ipv4/conf/eth0.100/rp_filter").stdout == before
    undone = own_server.play(tasks, variables={**variables, "host_kernel_state": "absent"})
    assert (undone.changes, "so there is nothing to undo" in told(undone)) == ([], True)


@pytest.mark.parametrize(("extension", "vendor", "module", "parameters"), [
    ("vmx", "GenuineIntel", "kvm_intel", "intel_iommu=on iommu=pt"), ("svm", "AuthenticAMD", "kvm_amd", "iommu=pt")])
def test_kvm_host_hands_on_what_the_processor_needs(own_server: Server, extension: str, vendor: str, module: str, parameters: str):
    hardware = {"preflight_report": {"hardware": {"cpu": {"extension": extension, "vendor": vendor}}}}
    kernel = [part_of_kvm_host("host_kernel", part) for part in ("validate", "present")]
    unknown = {"ansible.builtin.set_fact": {**MACHINE["ansible.builtin.set_fact"], "os_family": "Archlinux"}}
    refused = own_files(own_server).play([unknown, *kernel], fails=True, variables={**hardware, "kvm_host_iommu": True})
    assert f"Leave both out, and set {parameters} by hand." in told(refused)

    run = own_server.play([MACHINE, *kernel], check=True, variables={**hardware, "kvm_host_nested": True})
    assert f"options {module} nested=1" in told(run)
    loaded = own_server.run("ls", "/sys/module").stdout.split()
    lacking = re.findall(r"has no module ([\w, ]+);", told(run))
    noted = re.findall(r'"modules": \[([^]]*)\]', told(run))
    assert {module, "vhost_net", "tun"} <= {*loaded, *re.findall(r"\w+", " ".join(lacking + noted))}
    assert written(own_server) == []


def test_host_kernel_without_settings_touches_nothing(own_server: Server):
    assert own_files(own_server).play([MACHINE, role("host_kernel")]).changes == []
    assert written(own_server) == []


def test_host_kernel_undoes_its_part_of_a_journal_that_others_share(own_server: Server):
    others = {"path": "/var/lib/anvil.hypervisor/kvm_host.json", "entries": {"users": ["admin"]}}
    note = {"name": "Of others", "anvil.hypervisor.change_journal": others}
    variables = {"host_kernel_owner": "kvm_host", "host_kernel_modules": ["kernel"]}
    own_files(own_server).play([MACHINE, note, role("host_kernel")], variables=variables)
    assert sorted(written(own_server)) == ["/etc/modules-load.d/anvil-kvm-host.conf", others["path"]]
    own_server.play([MACHINE, role("host_kernel")], variables={**variables, "host_kernel_state": "absent"})
    assert json.loads(own_server.run("cat", others["path"]).stdout)["entries"] == others["entries"]
    assert written(own_server) == [others["path"]]


@pytest.mark.parametrize(("owner", "variables"), [
    ("host_kernel", "host_kernel_parameters and host_kernel_iommu"),
    ("kvm_host", "kvm_host_kernel_parameters and kvm_host_iommu"),
])
def test_host_kernel_refuses_a_command_line_that_it_cannot_write(own_server: Server, owner: str, variables: str):
    machine = {"ansible.builtin.set_fact": {**MACHINE["ansible.builtin.set_fact"], "os_family": "Archlinux"}}
    given = {"host_kernel_owner": owner, "host_kernel_parameters": ["audit=0"], "host_kernel_modules": ["kernel"]}
    run = own_files(own_server).play([machine, role("host_kernel")], fails=True, variables=given)
    assert f"{owner} does not know how Archlinux keeps the kernel's command line, so {variables} are refused" in told(run)
    assert written(own_server) == []
    own_server.play([machine, role("host_kernel")], variables={**given, "host_kernel_parameters": []})
    assert any("modules-load.d" in path for path in written(own_server))


def test_host_kernel_in_a_container_says_that_the_kernel_is_not_its_own(own_server: Server):
    machine = {"ansible.builtin.set_fact": {**MACHINE["ansible.builtin.set_fact"], "virtualization_tech_guest": ["container", "docker"]}}
    given = {"host_kernel_modules": ["kernel"], "host_kernel_parameters": ["audit=0"]}
    run = own_files(own_server).play([machine, role("host_kernel")], variables=given)
    assert "is a container: its kernel belongs to the machine around it" in told(run)
    assert (run.changes, written(own_server)) == ([], [])


def test_k8a_a_password_that_is_taken_out_of_the_settings_is_not_shown(own_server: Server):
    secret = "none of your business"
    configured = {"qemu.conf": {"vnc_password": secret, "max_files": 4096}}
    tasks = [part_of_kvm_host("libvirt_daemon", part) for part in ("host", "validate", "configuration")]
    own_files(own_server)
    for settings in (configured, {}):
        variables = {"kvm_host_configuration": settings}
        run = own_server.play(tasks, verbosity=3, variables=variables)
        assert any("Write the settings" in change for change in run.changes)
        assert "vnc_password = ********" in run.output
        assert secret not in run.output
    assert "vnc_password = \"none" not in own_server.run("cat", "/etc/libvirt/qemu.conf").stdout


def test_libvirt_daemon_alone_has_its_settings_is_at_rest_and_undoes_them(own_server: Server):
    before = own_files(own_server).run("sha256sum", "/etc/libvirt/qemu.conf", check=False).stdout
    given = {"manage_packages": False, "manage_services": False, "configuration": {"qemu.conf": {"max_files": 4096}}}
    variables = {f"libvirt_daemon_{name}": value for name, value in given.items()}
    absent = {**variables, "libvirt_daemon_state": "absent"}
    run = own_server.play([role("libvirt_daemon")], variables=variables)
    assert "answers at qemu:///system" in told(run)
    assert own_server.run("head", "-n", "3", "/etc/libvirt/qemu.conf").stdout.splitlines() == [
        "# BEGIN anvil.hypervisor.libvirt_daemon", "max_files = 4096", "# END anvil.hypervisor.libvirt_daemon"]
    assert written(own_server) == ["/var/lib/anvil.hypervisor/libvirt_daemon.json"]
    assert own_server.play([role("libvirt_daemon")], variables=variables).changes == []

    own_server.play([role("libvirt_daemon")], variables=absent)
    assert own_server.run("sha256sum", "/etc/libvirt/qemu.conf", check=False).stdout == before
    assert written(own_server) == []
    assert "so there is nothing to undo" in told(own_server.play([role("libvirt_daemon")], variables=absent))


PACKAGES = {"See which packages are there", "Install them"}
SERVICES = {"See which daemons do not run, and which leave ended processes behind", "Ask libvirt for its version"}


@pytest.mark.gate("faults")
@pytest.mark.parametrize("arguments", [(), ("--tags", "configuration,services")])
def test_settings_that_daemons_do_not_work_with_are_taken_back(own_server: Server, arguments: tuple[str, ...]):
    """That they do not work is pretended: what a daemon refuses by itself is refused before it is written."""
    own_files(own_server)
    before = own_server.run("cat", "/etc/libvirt/qemu.conf", check=False).stdout
    daemon = tagged("libvirt_daemon", libvirt_daemon_manage_packages=False, libvirt_daemon_configuration={"qemu.conf": {"max_files": 4096}})
    refused = own_server.play([daemon], fails=True, variables={"__libvirt_daemon_answer_script": "exit 1"}, arguments=arguments)
    assert "cannot work with the new settings of qemu.conf" in told(refused)
    assert "The former settings of qemu.conf are in force again." in told(refused)
    assert own_server.run("cat", "/etc/libvirt/qemu.conf").stdout == before
    assert own_server.run("sh", "-c", "ls /etc/libvirt/qemu.conf.*", check=False).stdout == ""
    assert own_server.run("virsh", "version").returncode == 0
    own_server.play([daemon], arguments=arguments)
    assert "max_files = 4096" in own_server.run("cat", "/etc/libvirt/qemu.conf").stdout
    assert own_server.run("sh", "-c", "ls /etc/libvirt/qemu.conf.*", check=False).stdout == ""


@pytest.mark.oldest_core("faults")
def test_a_tag_runs_its_part_of_libvirt_daemon_alone(own_server: Server):
    own_files(own_server)
    daemon = tagged("libvirt_daemon", libvirt_daemon_configuration={"qemu.conf": {"max_files": 4096}})
    started = own_server.daemon_pid()
    run = own_server.play([daemon], **only("configuration"))
    assert ["Note which files get a block" in run.changes[0], "Write the settings" in run.changes[1], run.changed] == [True, True, 2]
    assert "max_files = 4096" in own_server.run("cat", "/etc/libvirt/qemu.conf").stdout
    assert not ran(run) & (PACKAGES | SERVICES)
    assert own_server.daemon_pid() == started
    assert own_server.run("sh", "-c", "ls /etc/libvirt/qemu.conf.*", check=False).stdout == ""
    assert own_server.play([daemon], **only("configuration")).changes == []

    run = own_server.play([daemon], check=True, **only("services"))
    assert ran(run) >= SERVICES
    assert not ran(run) & {*PACKAGES, "Write the settings"}
    own_server.play([daemon], **only("services"))
    assert own_server.daemon_pid() != started
    assert own_server.play([daemon], **only("services")).changes == []
    refused = own_server.play([tagged("libvirt_daemon", libvirt_daemon_state="absent")], fails=True, **only("services"))
    assert "libvirt_daemon_state: absent undoes on" in told(refused)
    assert "Run it without the tags packages, configuration, services, kernel" in told(refused)
    assert "max_files = 4096" in own_server.run("cat", "/etc/libvirt/qemu.conf").stdout


def test_a_tag_runs_its_part_of_kvm_host_alone(own_server: Server):
    own_files(own_server).run("ip", "link", "add", "eth0.100", "type", "bridge")
    settings = {"kvm_host_configuration": {"qemu.conf": {"max_files": 4096}}, "kvm_host_sysctl": {SETTING: 2}}
    host = tagged("kvm_host", kvm_host_kernel_modules=["kernel"], kvm_host_accelerator="tcg", **settings)
    machine = {**MACHINE, "tags": ["always"]}
    kernel = {"See how the kernel is now", "Set them now and at boot"}
    run = own_server.play([machine, host], **only("configuration"))
    assert "Write the settings" in ran(run)
    assert not ran(run) & (PACKAGES | SERVICES | kernel)
    assert written(own_server) == ["/var/lib/anvil.hypervisor/kvm_host.json"]
    run = own_server.play([machine, host], variables={"__host_kernel_in_container": False}, **only("kernel"))
    assert ran(run) >= kernel
    assert not ran(run) & {*PACKAGES, *SERVICES, "Write the settings"}
    assert "/etc/sysctl.d/60-anvil-kvm-host.conf" in written(own_server)
    run = own_server.play([machine, host], check=True, **only("packages"))
    assert "See which packages are there" in ran(run)
    assert not ran(run) & {*SERVICES, *kernel, "Write the settings"}


def test_a_tag_runs_its_part_of_host_kernel_and_undoes_it(own_server: Server):
    own_files(own_server)
    machine = {**MACHINE, "tags": ["always"]}
    kernel = tagged("host_kernel", host_kernel_modules=["kernel"])
    assert own_server.play([machine, kernel], **only("configuration")).changes == []
    assert own_server.play([machine, kernel], **only("kernel")).changed
    absent = tagged("host_kernel", host_kernel_modules=["kernel"], host_kernel_state="absent")
    assert own_server.play([machine, absent], **only("kernel")).changed
    assert written(own_server) == []


def test_libvirt_daemon_alone_refuses_to_go_while_a_guest_is_defined(own_server: Server):
    own_files(own_server).module("domain", name="guest", type="qemu", memory="32 MiB", os={"machine": "q35"})
    run = own_server.play([role("libvirt_daemon")], fails=True, variables={"libvirt_daemon_state": "absent"})
    assert "libvirt_daemon_state: absent is refused, since" in told(run)
    assert "has guests: guest. Move them away" in told(run)


def test_xen_host_has_its_part_of_libvirt_done_with_the_files_of_its_driver(own_server: Server):
    tasks = [{**role("xen_host", "libvirt"), "vars": {"__xen_host_part": part}} for part in ("host", "validate")]
    variables = {"xen_host_configuration": {"libxl.conf": {"lock_manager": "lockd"}}, "xen_host_manage_packages": False}
    assert own_files(own_server).play(tasks, variables=variables).changes == []
    given = {**variables, "xen_host_configuration": {"qemu.conf": {"max_files": 4096}}}
    refused = own_server.play(tasks, fails=True, variables=given)
    assert "xen_host_configuration: qemu.conf is read by nothing on this host" in told(refused)
    refused = own_server.play(tasks, fails=True, variables={**variables, "xen_host_users": ["nosuch"]})
    assert "xen_host_users: " in told(refused) and "does not know nosuch" in told(refused)
    own_server.run("sh", "-c", "mkdir -p /etc/libvirt/libxl && echo '<domain/>' >/etc/libvirt/libxl/guest.xml")
    absent = {**tasks[1], "vars": {"__xen_host_part": "absent_validate"}}
    refused = own_server.play([tasks[0], absent], fails=True, variables={**variables, "xen_host_state": "absent"})
    assert "xen_host_state: absent is refused, since" in told(refused) and "has guests: guest." in told(refused)


def test_arguments_of_another_kind_are_refused_by_each_role_with_an_example(server: Server):
    variables = {"host_kernel_modules": "kvm", "libvirt_daemon_users": "admin", "guest_bridge_interfaces": "eth0"}
    for name in ("host_kernel", "libvirt_daemon", "guest_bridge"):
        run = server.play([role(name, "main")], fails=True, variables=variables)
        assert f"{name}_" in told(run) and " has to be a list and not " in told(run)


def test_k8f_a_host_without_another_interface_is_told_so(server: Server):
    run = server.play([role("guest_bridge")], check=True, fails=True, variables={"guest_bridge_interfaces": ["mgmt"]})
    assert "has no mgmt. It has no interface but lo, and needs a network card." in told(run)
