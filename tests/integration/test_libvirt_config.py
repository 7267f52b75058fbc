# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module libvirt_config with a real daemon, which is asked before its files are written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bench.server import Server

OLD, NEW = "former word", "word of today"
ROOT_ONLY = 0o600


def held(server: Server) -> dict[str, tuple[str, str]]:
    """The files of the folder: their text, and their owner, mode and time."""
    names = server.run("sh", "-c", "cd /etc/libvirt && ls *").stdout.split()
    files = [name for name in names if name.endswith(".conf") or "conf" in name]
    return {
        name: (server.run("cat", f"/etc/libvirt/{name}").stdout, server.run("stat", "--format=%U %a %Y", f"/etc/libvirt/{name}").stdout)
        for name in files
    }


def configure(server: Server, files: dict[str, Any], **options: Any) -> dict[str, Any]:
    return server.module("libvirt_config", files=files, **options)


def test_a_block_is_written_kept_changed_and_taken_out(own_server: Server):
    before = held(own_server)
    settings = {"qemu.conf": {"max_files": 4096, "cgroup_controllers": ["cpu", "memory"]}, "libvirtd.conf": {"max_clients": 4000}}
    planned = configure(own_server, settings, check=True)
    assert held(own_server) == before
    done = configure(own_server, settings)
    assert {**done, "changed": True} == {**planned, "changed": True}
    assert (done["outdated"], done["outdated_files"]) == (["libvirtd"], ["qemu.conf", "libvirtd.conf"])
    text = own_server.run("cat", "/etc/libvirt/qemu.conf").stdout
    assert text == (
        "# BEGIN anvil.hypervisor.libvirt_config\nmax_files = 4096\ncgroup_controllers = [ \"cpu\", \"memory\" ]\n"
        "# END anvil.hypervisor.libvirt_config\n" + before["qemu.conf"][0]
    )
    now = held(own_server)
    again = configure(own_server, settings)
    assert (again["changed"], again["diff"], again["outdated"]) == (False, [], ["libvirtd"])
    assert held(own_server) == now
    own_server.stop_daemon()
    own_server.start_daemon()
    assert configure(own_server, settings)["outdated"] == []
    assert [entry["after"] for entry in configure(own_server, {"qemu.conf": {}, "libvirtd.conf": {}})["diff"]] == ["", ""]
    assert {name: text for name, (text, _status) in held(own_server).items()} == {name: text for name, (text, _status) in before.items()}


@pytest.mark.parametrize(("check", "files", "said"), [
    (True, {"qemu.conf": {"max_files": "lots"}, "virtlogd.conf": {"max_clients": 5}}, "expected an unsigned integer for 'max_files'"),
    (False, {"qemu.conf": {"max_files": "lots"}, "virtlogd.conf": {"max_clients": 5}}, "expected an unsigned integer for 'max_files'"),
    (False, {"libvirtd.conf": {"max_clients": "many"}}, "max_clients"),
    (False, {"qemu.conf": {"security_driver": "nosuch"}}, "Security driver nosuch not found"),
    (False, {"virtlogd.conf": {"max_size": "big"}}, "max_size"),
])
def test_what_the_daemon_does_not_work_with_is_refused_and_nothing_is_changed(
    server: Server, check: bool, files: dict[str, Any], said: str,
):
    before, daemon = held(server), server.daemon_pid()
    failed = server.module("libvirt_config", files=files, check=check, fails=True)
    assert "cannot work with the new settings of" in failed["msg"]
    assert said in failed["msg"]
    assert held(server) == before
    assert server.daemon_pid() == daemon


def test_the_daemon_is_asked_beside_huge_pages_that_are_mounted(own_server: Server):
    pages = own_server.storage / "pages"
    pages.mkdir()
    own_server.run("mount", "-t", "hugetlbfs", "hugetlbfs", str(pages))
    failed = own_server.module("libvirt_config", files={"qemu.conf": {"security_driver": "nosuch"}}, fails=True)
    assert "Security driver nosuch not found" in failed["msg"]
    assert own_server.run("ls", str(pages)).stdout == ""


def test_a_daemon_that_does_not_work_here_in_any_case_says_nothing_about_new_settings(own_server: Server):
    """The site's own fault is no reason to refuse what may mend it."""
    own_server.run("sh", "-c", "echo 'max_files = \"lots\"' >>/etc/libvirt/qemu.conf")
    assert configure(own_server, {"libvirtd.conf": {"max_clients": 4000}})["changed"]
    assert configure(own_server, {"qemu.conf": {"max_files": 4096}})["changed"]


def test_k8a_a_password_is_masked_when_it_is_set_changed_and_taken_out(own_server: Server):
    """By the module, and through Ansible with all that it can tell."""
    def task(settings: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"name": "Configure", "anvil.hypervisor.libvirt_config": {"files": {"qemu.conf": settings}}}]

    site = f"# the site's own\n\tspice_password='{OLD}' # {NEW}\n"
    own_server.run("sh", "-c", f"cat >>/etc/libvirt/qemu.conf <<'EOF'\n{site}EOF\n")
    steps = [{"vnc_password": OLD}, {"vnc_password": NEW, "user": NEW}, {"max_files": 4096}, {}]
    for settings in steps[:1] + steps[2:]:
        for check in (True, False):
            result = own_server.module("libvirt_config", files={"qemu.conf": settings}, check=check)
            assert result["changed"]
            assert OLD not in json.dumps(result)
            assert NEW not in json.dumps(result)
    for settings in ({"vnc_password": OLD}, {"vnc_password": NEW}, {}):
        run = own_server.play(task(settings), verbosity=4, variables={})
        assert run.changed == 1
        output = run.output.replace(json.dumps(settings), "")
        assert OLD not in output
        assert NEW not in output
        assert "vnc_password = ********" in output
    assert site in own_server.run("cat", "/etc/libvirt/qemu.conf").stdout


def test_k8a_the_file_stays_for_root_alone(own_server: Server):
    own_server.run("chmod", "600", "/etc/libvirt/qemu.conf")
    done = configure(own_server, {"qemu.conf": {"vnc_password": OLD}}, backup=True)
    for path in ("/etc/libvirt/qemu.conf", done["backups"]["qemu.conf"]):
        assert int(own_server.run("stat", "--format=%a", path).stdout, 8) == ROOT_ONLY
    assert Path(done["backups"]["qemu.conf"]).parent == Path("/etc/libvirt")


@pytest.mark.parametrize(("files", "said"), [
    ({"network.conf": {"firewall_backend": "nftables"}, "qemu.conf": {"max_files": 1}}, "network.conf does not exist"),
    ({"../passwd.conf": {"a": 1}}, "is no name of a file"),
    ({"qemu.conf": "max_files=1"}, "qemu.conf has to be a dictionary"),
    ({"qemu.conf": {"max_files": None}}, "in qemu.conf max_files has to be a whole number"),
    ({"qemu.conf": {"a\nuser": 1}}, "is no name of a setting"),
    ({"qemu.conf": {"vnc_password": 12345}}, "vnc_password has to be a string"),
])
def test_what_cannot_be_is_refused_before_anything_is_touched(server: Server, files: dict[str, Any], said: str):
    before = held(server)
    failed = server.module("libvirt_config", files=files, fails=True)
    assert said in failed["msg"]
    assert "12345" not in json.dumps(failed)
    assert held(server) == before


def test_a_file_that_is_missing_is_left_out_where_that_is_asked_for(server: Server):
    result = configure(server, {"nosuch.conf": {"a": 1}, "qemu.conf": {"max_files": 1}}, missing="skip", validate=False, check=True)
    assert [action["name"] for action in result["actions"]] == ["qemu.conf"]
    assert not configure(server, {"nosuch.conf": {}})["changed"]
