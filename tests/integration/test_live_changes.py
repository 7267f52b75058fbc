# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a running guest takes without a restart: each change is seen in the guest as libvirt tells it, and shown alike in check mode."""

from __future__ import annotations

import pytest
from bench.server import ModuleFailed

GUEST = {"name": "guest", "type": "qemu", "memory": "64 MiB", "os": {"machine": "pc"}, "state": "running",
         "vcpus": {"count": 4, "current": 1}}


def change(server, options, actions, waits=()):
    """Change the running guest as declared: what check mode shows is what is done, once, and the guest goes on running."""
    options = {**GUEST, **options}
    process = server.virsh("domid", "guest")
    before = server.snapshot()
    planned = server.module("domain", check=True, **options)
    assert server.snapshot() == before
    done = server.module("domain", **options)
    told = [" ".join((action["operation"], *action["option"])) for action in done["actions"]]
    assert told == actions
    assert (planned["actions"], planned["diff"]) == (done["actions"], done["diff"])
    assert done["restart_required"] == planned["restart_required"] == list(waits)
    assert done["changed"] == bool(actions)
    again = server.module("domain", **options)
    assert (again["changed"], again["actions"], again["restart_required"]) == (False, [], list(waits))
    assert server.virsh("domid", "guest") == process
    return done


def parameters(text):
    """What virsh tells of a group of parameters."""
    return {name.strip(): value.strip() for name, _colon, value in (line.partition(":") for line in text.splitlines())}


def test_share_of_the_processors(tuned_server):
    server = tuned_server
    server.module("domain", **GUEST, cputune={"shares": 1000})
    given = {"shares": 2000, "period": 50000, "quota": 25000, "global_period": 60000, "emulator_quota": 20000}
    options = [f"cputune.{name}" for name in given]
    change(server, {"cputune": given}, [f"define {' '.join(options)}", f"set_scheduler {' '.join(options)}"])
    held = parameters(server.virsh("schedinfo", "guest"))
    assert (held["cpu_shares"], held["vcpu_period"], held["vcpu_quota"], held["emulator_quota"], held["global_period"]) == (
        "2000", "50000", "25000", "20000", "60000")

    # Whatever somebody else sets by hand is put back.
    server.virsh("schedinfo", "guest", "--live", "--set", "vcpu_quota=30000")
    done = change(server, {"cputune": given}, ["set_scheduler cputune.quota"])
    assert "quota: 30000" in done["diff"][0]["before"] and "quota: 25000" in done["diff"][0]["after"]

    # Limits are lifted at once. The kernel's own weight is not known, so it stays until the restart.
    lifted = " ".join(f"cputune.{name}" for name in given if name != "shares")
    change(server, {"cputune": {}}, ["define cputune", f"set_scheduler {lifted}"], waits=["cputune.shares"])
    held = parameters(server.virsh("schedinfo", "guest"))
    assert (held["vcpu_period"], held["vcpu_quota"], held["emulator_quota"], held["global_period"]) == ("100000", "-1", "-1", "100000")
    assert "<cputune>" not in server.virsh("dumpxml", "--inactive", "guest")


def test_limits_of_memory(tuned_server):
    server = tuned_server
    server.module("domain", **GUEST)
    change(server, {"memtune": {"hard_limit": "1 GiB", "swap_hard_limit": "2 GiB"}}, [
        "define memtune.hard_limit memtune.swap_hard_limit", "set_memory_limits memtune.hard_limit memtune.swap_hard_limit"])
    held = parameters(server.virsh("memtune", "guest"))
    assert (held["hard_limit"], held["swap_hard_limit"]) == (str(1024**2), str(2 * 1024**2))
    change(server, {"memtune": {}}, ["define memtune", "set_memory_limits memtune.hard_limit memtune.swap_hard_limit"])
    assert set(parameters(server.virsh("memtune", "guest")).values()) == {"unlimited"}


def test_share_of_block_devices(tuned_server):
    server = tuned_server
    device = server.run("sh", "-c", "ls /dev/[sv]da /dev/nvme0n1 2>/dev/null | head -1").stdout.strip()
    if not device:
        pytest.skip("the machine shows no block device to limit")
    server.module("domain", **GUEST)
    options = f"blkiotune.devices[{device}].read_bytes_sec blkiotune.devices[{device}].write_iops_sec"
    given = {"devices": [{"path": device, "read_bytes_sec": 1000000, "write_iops_sec": 500}]}
    change(server, {"blkiotune": given}, [f"define blkiotune.devices[{device}]", f"set_block_shares {options}"])
    held = parameters(server.virsh("blkiotune", "guest"))
    assert (held["device_read_bytes_sec"], held["device_write_iops_sec"]) == (f"{device},1000000", f"{device},500")
    change(server, {"blkiotune": {"devices": []}}, [f"define blkiotune.devices[{device}]", f"set_block_shares {options}"])
    assert parameters(server.virsh("blkiotune", "guest"))["device_read_bytes_sec"] == ""


def test_a_host_without_control_groups_is_told_before(server):
    """What the host has no means for is no change at each run: it waits, in check mode and in the run."""
    server.module("domain", **GUEST)
    change(server, {"cputune": {"shares": 500}, "memtune": {"hard_limit": "1 GiB"}}, ["define cputune.shares memtune.hard_limit"],
           waits=["cputune.shares", "memtune.hard_limit"])


def test_more_processors_at_once(server):
    server.module("domain", **GUEST)
    change(server, {"vcpus": {"count": 4, "current": 3}}, ["define vcpus.current", "set_vcpus vcpus.current"])
    assert server.virsh("vcpucount", "guest", "--live", "--current").strip() == "3"
    assert server.virsh("vcpucount", "guest", "--config", "--current").strip() == "3"
    # More than the guest was started with.
    change(server, {"vcpus": {"count": 6, "current": 5}}, ["define vcpus.count vcpus.current"], waits=["vcpus.count", "vcpus.current"])
    done = server.module("domain", **{**GUEST, "vcpus": {"count": 6, "current": 5}}, restart=True, force=True, timeout=0)
    assert [action["operation"] for action in done["actions"]] == ["shutdown", "start"]
    assert server.virsh("vcpucount", "guest", "--live", "--current").strip() == "5"


def test_a_processor_that_the_guest_keeps(server):
    """Without a system in it, a guest gives no processor back: that waits for a restart, which is made where it is allowed."""
    server.module("domain", **{**GUEST, "vcpus": {"count": 4, "current": 1}})
    server.module("domain", **{**GUEST, "vcpus": {"count": 4, "current": 3}})
    fewer = {**GUEST, "vcpus": {"count": 4, "current": 2}}
    kept = server.module("domain", **fewer)
    assert [action["operation"] for action in kept["actions"]] == ["define"]
    assert kept["restart_required"] == ["vcpus.current"]
    for check in (True, False):
        again = server.module("domain", check=check, **fewer)
        assert (again["changed"], again["restart_required"]) == (False, ["vcpus.current"])
    last = {**GUEST, "vcpus": {"count": 4, "current": 1}}
    restarted = server.module("domain", **last, restart=True, force=True, timeout=0)
    assert [action["operation"] for action in restarted["actions"]] == ["define", "shutdown", "start"]
    assert restarted["restart_required"] == []
    assert server.virsh("vcpucount", "guest", "--live", "--current").strip() == "1"


def test_where_threads_run(server):
    server.module("domain", **GUEST, iothreads=1)
    pins = {"vcpupins": [{"vcpu": 0, "cpuset": "0"}], "emulatorpin": "0", "iothreadpins": [{"iothread": 1, "cpuset": "0"}]}
    change(server, {"iothreads": 1, "cputune": pins}, [
        "define cputune.vcpupins[0] cputune.emulatorpin cputune.iothreadpins[1]", "set_vcpu_pins cputune.vcpupins[0].cpuset",
        "set_emulator_pin cputune.emulatorpin", "set_iothread_pins cputune.iothreadpins[1].cpuset"])
    for command, thread in (("vcpupin", "0"), ("iothreadinfo", "1")):
        told = [line.split() for line in server.virsh(command, "guest", "--live").splitlines()]
        assert [thread, "0"] in told
    assert server.virsh("emulatorpin", "guest", "--live").split()[-1] == "0"
    change(server, {"iothreads": 1, "cputune": {}}, [
        "define cputune", "set_vcpu_pins cputune.vcpupins[0].cpuset", "set_emulator_pin cputune.emulatorpin",
        "set_iothread_pins cputune.iothreadpins[1].cpuset"])
    assert server.virsh("emulatorpin", "guest", "--live").split()[-1] != "0"


def test_io_threads(server):
    server.module("domain", **GUEST, iothreads=1)
    change(server, {"iothreads": 3}, ["define iothreads", "set_iothreads iothreads"])
    assert sorted(line.split()[0] for line in server.virsh("iothreadinfo", "guest", "--live").splitlines()) == ["1", "2", "3"]
    threads = [{"id": 1}, {"id": 5, "thread_pool_max": 8}]
    change(server, {"iothreads": 2, "iothreadids": threads}, [
        "define iothreads iothreadids[1] iothreadids[5]", "set_iothreads iothreads iothreadids[5] iothreadids[2] iothreadids[3]",
        "set_iothread iothreadids[5].thread_pool_max"])
    assert "<iothread id='5' thread_pool_max='8'/>" in server.virsh("dumpxml", "guest")


def test_an_io_thread_in_use_stays(server):
    server.run("truncate", "--size=1M", str(server.storage / "disk"))
    disk = {"source": {"file": str(server.storage / "disk")}, "target": {"dev": "vda", "bus": "virtio"}, "driver": {"iothread": 2}}
    server.module("domain", **GUEST, iothreads=2, disks=[disk])
    plain = {**disk, "driver": {"iothread": 1}}
    for changed in (True, False):
        done = server.module("domain", **GUEST, iothreads=1, disks=[plain])
        assert done["changed"] == changed
        assert sorted(done["restart_required"]) == ["disks[vda].driver.iothread", "iothreads"]


def test_limits_of_a_disk(server):
    server.run("truncate", "--size=1M", str(server.storage / "disk"))

    def limited(limits):
        return {"disks": [{"source": {"file": str(server.storage / "disk")}, "target": {"dev": "vda", "bus": "virtio"}, "iotune": limits}]}

    server.module("domain", **GUEST, **limited({"read_iops_sec": 100, "write_iops_sec": 200, "total_bytes_sec": "1 MiB"}))
    at = "disks[vda].iotune"
    change(server, limited({"read_iops_sec": 300, "total_bytes_sec": "1 MiB"}), [
        f"define {at}.read_iops_sec", f"set_disk_limits {at}.read_iops_sec"])
    held = parameters(server.virsh("blkdeviotune", "guest", "vda"))
    assert (held["read_iops_sec"], held["write_iops_sec"], held["total_bytes_sec"]) == ("300", "200", str(1024**2))
    change(server, limited({"total_iops_sec": 50}), [f"define {at}.total_iops_sec", f"set_disk_limits {at}.total_iops_sec"])
    held = parameters(server.virsh("blkdeviotune", "guest", "vda"))
    assert (held["read_iops_sec"], held["write_iops_sec"], held["total_iops_sec"]) == ("0", "0", "50")
    change(server, limited({}), [f"define {at}", f"set_disk_limits {at}.total_bytes_sec {at}.total_iops_sec"])
    assert {value for name, value in parameters(server.virsh("blkdeviotune", "guest", "vda")).items() if name.endswith("_sec")} == {"0"}


def test_notes_events_and_counters(server):
    server.module("domain", **GUEST)
    note = "<app xmlns='urn:x'><owner>a</owner></app>"
    change(server, {"title": "a", "description": "b", "metadata": {"urn:x": note}, "on_crash": "preserve", "perf": {"cpu_clock": True}}, [
        "define title description metadata[urn:x] on_crash perf.cpu_clock", "set_notes title description",
        "set_metadata metadata[urn:x]", "set_events on_crash", "set_perf_events perf.cpu_clock"])
    live = server.virsh("dumpxml", "guest")
    for text in ("<title>a</title>", "<description>b</description>", "<on_crash>preserve</on_crash>", "owner>a</",
                 "<event name='cpu_clock' enabled='yes'/>"):
        assert text in live
    change(server, {"title": "", "description": "", "metadata": {"urn:x": ""}, "perf": {}}, [
        "define title description metadata[urn:x] perf", "set_notes title description", "set_metadata metadata[urn:x]",
        "set_perf_events perf.cpu_clock"])
    live = server.virsh("dumpxml", "guest")
    assert "<title>" not in live and "urn:x" not in live and "enabled='yes'/>" not in live.partition("<perf>")[2].partition("</perf>")[0]


def test_password_of_a_display(server):
    def display(word):
        return {"graphics": [{"type": "vnc", "autoport": True, "passwd": word, "listens": [{"type": "address", "address": "127.0.0.1"}]}]}

    server.module("domain", **GUEST, **display("one"))
    done = change(server, display("two"), ["define graphics[vnc].passwd", "update_device graphics[vnc].passwd"])
    assert "passwd='two'" in server.virsh("dumpxml", "--security-info", "guest")
    assert "two" not in str(done)


def test_cable_and_bandwidth_of_an_interface(server):
    server.module("network", name="net", state="active", ips=[{"address": "192.168.77.1", "prefix": 24}])
    nic = {"source": {"network": "net"}, "mac": "52:54:00:00:00:07", "model": "virtio"}
    at = f"interfaces[{nic['mac']}]"
    server.module("domain", **GUEST, interfaces=[nic])
    unplugged = {**nic, "link_state": "down"}
    change(server, {"interfaces": [unplugged]}, [f"define {at}.link_state", f"update_device {at}.link_state"])
    assert server.virsh("domif-getlink", "guest", nic["mac"]).split()[-1] == "down"

    limits = {"interfaces": [{**unplugged, "bandwidth": {"inbound": {"average": 1000}}}]}
    try:
        server.module("domain", **GUEST, **limits)
    except ModuleFailed as failed:
        # A kernel without the discipline that libvirt asks it for takes no limit, now or later: nothing is changed.
        assert "qdisc" in str(failed)
        assert "<bandwidth>" not in server.virsh("dumpxml", "--inactive", "guest")
    else:
        assert parameters(server.virsh("domiftune", "guest", nic["mac"]))["inbound.average"] == "1000"
        again = server.module("domain", **GUEST, **limits)
        assert (again["changed"], again["restart_required"]) == (False, [])
    assert server.virsh("domif-getlink", "guest", nic["mac"]).split()[-1] == "down"
