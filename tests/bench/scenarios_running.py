# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of taking back declare on a real daemon: what libvirt's test driver lacks."""

from __future__ import annotations

import os
import subprocess
import time
from typing import Any

from bench import taking_back
from bench.bindings import libvirt
from bench.hypervisor import FOLDER, MOUNTED, Hypervisor
from bench.scenario import Scenario

Options = dict[str, Any]
FILES = ("a.img", "b.img", "one.iso", "two.iso")


def disk(name: str, dev: str) -> Options:
    return {"source": {"file": f"{FOLDER}/{name}"}, "target": {"dev": dev, "bus": "scsi"}, "driver": {"type": "raw"}}


def medium(name: str) -> Options:
    return {"device": "cdrom", "target": {"dev": "sdd", "bus": "sata"}, "source": {"file": f"{FOLDER}/{name}"}}


def network(number: int, **options: Any) -> Options:
    host = {"mac": f"52:54:00:00:09:0{number}", "ip": f"10.9.0.{number}"}
    return {"name": "lan", "state": "active", "bridge": {"name": "virbr-back"}, **options, "dns": {"hosts": [
        {"ip": f"10.9.0.{number}", "hostnames": ["h"]}]}, "ips": [{"address": "10.9.0.1", "prefix": 24, "dhcp": {"hosts": [host]}}]}


GUEST: Options = {
    "name": "web", "type": "qemu", "os": {"machine": "q35"}, "memory": "64 MiB", "state": "running", "timeout": 0, "force": True,
    "controllers": [{"type": "scsi", "index": 0, "model": "virtio-scsi"}], "vcpus": {"count": 4, "current": 1},
    "disks": [disk("a.img", "sda"), medium("one.iso")], "iothreadids": [{"id": 1}],
    # What was not set before is set to what the kernel has of its own, and libvirt shows that.
    "cputune": {"shares": 1000, "vcpupins": [{"vcpu": 0, "cpuset": "0"}], "emulatorpin": "0",
                "iothreadpins": [{"iothread": 1, "cpuset": "0"}]}}
# A block device of the host, by which libvirt limits a guest; not every machine that tests shows one.
DEVICE = next((path for path in ("/dev/vda", "/dev/sda", "/dev/nvme0n1") if os.path.exists(path)), None)


def limited(**limits: Any) -> Options:
    return {"blkiotune": {"devices": [{"path": DEVICE, **limits}]}} if DEVICE else {}


TUNED: Options = {
    **GUEST, **limited(read_bytes_sec=1000000, write_iops_sec=100),
    "disks": [{**disk("a.img", "sda"), "iotune": {"total_bytes_sec": "1 MiB"}}],
    "iothreadids": [{"id": 1, "thread_pool_max": 4}], "metadata": {"urn:a": "<a:x xmlns:a='urn:a'/>"}, "perf": {"cpu_clock": True}}
VALUES: Options = {
    "title": "Web", "current_memory": "48 MiB", "iothreadids": [{"id": 1, "thread_pool_max": 8}, {"id": 2}],
    "memtune": {"soft_limit": "1 GiB"}, "metadata": {"urn:a": "<a:y xmlns:a='urn:a'/>"}, "perf": {"page_faults": True},
    "on_reboot": "destroy", **limited(read_bytes_sec=2000000),
    "disks": [{**disk("a.img", "sda"), "iotune": {"read_bytes_sec": "2 MiB", "write_iops_sec": 50}}],
    "cputune": {"shares": 2000, "vcpupins": [{"vcpu": 0, "cpuset": "0-1"}], "emulatorpin": "0-1",
                "iothreadpins": [{"iothread": 1, "cpuset": "0-1"}]}}


def display(**options: Any) -> Options:
    return {"graphics": [{"type": "vnc", "autoport": True, "listens": [{"type": "address", "address": "127.0.0.1"}], **options}]}


def nic(**options: Any) -> Options:
    return {"interfaces": [{"source": {"type": "ethernet"}, "mac": "52:54:00:00:09:77", **options}]}


def module(requested: str) -> Options:
    return {"memory_devices": [{"model": "virtio-mem", "target": {"size": "64 MiB", "node": 0, "block": "2 MiB", "requested": requested}}]}


BARE: Options = {key: GUEST[key] for key in ("name", "type", "os", "state", "timeout", "force")}
EQUIPPED: Options = {**BARE, "memory": "128 MiB", "max_memory": {"size": "256 MiB", "slots": 1}, "vcpus": {"count": 1},
                     "cpu": {"numa": {"cells": [{"id": 0, "cpus": "0", "memory": "64 MiB"}]}}}
PLUGGED: Options = {**BARE, "memory": "32 MiB", "interfaces": [{"source": {"network": "lan"}, "mac": "52:54:00:00:09:77"}]}
LAN: Options = {"name": "lan", "state": "active", "bridge": {"name": "virbr-back"}}
SLEEPER: Options = {**BARE, "memory": "16 MiB", "pm": {"suspend_to_mem": True}, "disks": [
    {"source": {"file": f"{FOLDER}/a.img"}, "target": {"dev": "vda", "bus": "virtio"}, "driver": {"type": "raw"}}]}
# What SeaBIOS starts: the processor writes a mark into the memory of the clock, has the machine sleep (ACPI, S3) and halts. Woken up,
# it starts again, finds the mark and only halts.
SLEEPS = bytes.fromhex("fa b07fe670 e471 3c5a 7411 b07fe670 b05ae671 ba0406 b80024 ef f4 ebfd")


def sleeps(engine: Hypervisor) -> None:
    """Have the guest suspend itself."""
    (engine.server.storage / "a.img").write_bytes(SLEEPS.ljust(510, b"\0") + b"\x55\xaa" + b"\0" * (1024**2 - 512))
    engine.run("domain", **SLEEPER)
    guest, deadline = engine.connection.lookupByName("web"), time.monotonic() + 120
    while guest.state()[0] != libvirt.VIR_DOMAIN_PMSUSPENDED:
        assert time.monotonic() < deadline, "the guest does not sleep"
        time.sleep(0.05)


def formatted(engine: Hypervisor) -> None:
    """A file system in a file, which libvirt mounts."""
    file = engine.server.storage / MOUNTED
    with file.open("wb") as empty:
        empty.truncate(16 * 1024**2)
    subprocess.run(["mkfs.ext4", "-q", "-F", file], check=True)


def left_behind(engine: Hypervisor) -> None:
    """What a run that is killed before it fills a volume leaves of it."""
    taking_back.disturbed(engine, FILLED, taking_back.Fault(2, error=taking_back.Killed))


POOL: Options = {"name": "images", "type": "dir", "target": {"path": f"{FOLDER}/images"}, "state": "active"}
VOLUME: Options = {"pool": "images", "name": "a", "capacity": "1 MiB"}
SEED: Options = {"pool": "images", "name": "s", "instance_id": "i", "hostname": "web", "user_data": {"packages": ["nginx"]}}
STORED: Options = {**GUEST, "disks": [{"source": {"pool": "images", "volume": "a"}, "target": {"dev": "sda", "bus": "scsi"},
                                       "driver": {"type": "raw"}}]}
SOURCE: Options = {"pool": "images", "name": "a", "source": f"{FOLDER}/a.img", "remote_src": True}
FILLED = Scenario("filled", "volume", SOURCE, [("pool", POOL)], ("Upload", "Unmake"))
FILE_SYSTEM: Options = {"name": "fs", "type": "fs", "state": "active", "target": {"path": f"{FOLDER}/mounted"},
                        "source": {"devices": [{"path": f"{FOLDER}/{MOUNTED}"}], "format": "ext4"}}
SECRET: Options = {"usage_type": "ceph", "name": "backup", "value": "one"}
FILTER: Options = {"name": "mine", "chain": "root", "rules": [{"action": "drop", "direction": "in", "tcp": {"dstportstart": 25}}]}
CHEAP = [
    Scenario("given another value", "secret", {**SECRET, "description": "Backups", "value": "two"}, [("secret", SECRET)], ("SetValue",)),
    Scenario("changed", "nwfilter", {**FILTER, "rules": []}, [("nwfilter", FILTER)]),
    FILLED,
    Scenario("made of what was left behind", "volume", SOURCE, [("pool", POOL)], ("Discard",), left_behind),
    Scenario("written", "seed", SEED, [("pool", POOL)], ("WriteSeed", "Unmake")),
    Scenario("spent", "seed", {**SEED, "spent": True}, [("pool", POOL), ("seed", SEED)], ("WriteSeed",)),
    Scenario("wiped", "volume", {**VOLUME, "state": "absent", "wipe": "zero"}, [("pool", POOL), ("volume", VOLUME)], ("Wipe",)),
]
# In the gate `test`, their steps only fail.
SHORT = [
    Scenario("changed while it runs", "network", network(6), [("network", network(5))]),
    Scenario("devices that come, go and change", "domain", {**GUEST, "title": "Web", "disks": [disk("b.img", "sdb"), medium("two.iso")]},
             [("domain", GUEST)], ("Attach", "Detach")),
    Scenario("given other values", "domain", {**TUNED, **VALUES}, [("domain", TUNED)], (
        "SetDiskLimits", "SetEmulatorPin", "SetIothread", "SetIothreadPins", "SetIothreads", "SetScheduler", "SetVcpuPins")),
    Scenario("given other settings of devices", "domain",
             {**EQUIPPED, **display(passwd="b"), **nic(link_state="down"), **module("32 MiB")},
             [("domain", {**EQUIPPED, **display(passwd="a"), **nic(link_state="up"), **module("0 B")})],
             ("UpdateDevice graphics", "UpdateDevice interface", "UpdateDevice memory")),
    Scenario("woken up", "domain", SLEEPER, covers=("Wake",), ready=sleeps),
    Scenario("mounted", "pool", FILE_SYSTEM, covers=("MakeFolder",), ready=formatted),
]
# Is about links of the host.
PLUGGING = Scenario("restarted with a guest plugged in", "network", {**LAN, "mtu": 1400, "restart": True, "autostart": True},
                    [("network", LAN), ("domain", PLUGGED)], ("PlugIn",))
LONG = [
    Scenario("made", "secret", SECRET),
    Scenario("removed", "secret", {**SECRET, "state": "absent"}, [("secret", SECRET)]),
    Scenario("made", "nwfilter", FILTER),
    Scenario("removed", "nwfilter", {"name": "mine", "state": "absent"}, [("nwfilter", FILTER)]),
    Scenario("restarted", "network", network(6, mtu=1400, restart=True), [("network", network(5))]),
    Scenario("made, built and started", "pool", POOL),
    Scenario("restarted", "pool", {**POOL, "target": {"path": f"{FOLDER}/others"}, "restart": True}, [("pool", POOL)]),
    Scenario("grown in a running guest", "volume", {**VOLUME, "capacity": "2 MiB"},
             [("pool", POOL), ("volume", VOLUME), ("domain", STORED)], ("Resize",)),
    Scenario("a disk under another name", "domain", {**GUEST, "disks": [disk("a.img", "sdb"), medium("one.iso")]}, [("domain", GUEST)],
             ("Replug",)),
    Scenario("restarted", "domain", {**TUNED, **VALUES, "memory": "96 MiB", "restart": True}, [("domain", TUNED)]),
    Scenario("removed with its disks", "domain", {"name": "web", "state": "absent", "remove": ["disks"], "force": True, "timeout": 0},
             [("pool", POOL), ("volume", VOLUME), ("domain", STORED)], ("DeleteDisk",)),
]
# Not taken back: without a system the guest gives none away again.
PROCESSOR = Scenario("given a processor", "domain", {**GUEST, "vcpus": {"count": 4, "current": 2}}, [("domain", GUEST)])
ALL = [*CHEAP, *SHORT, *LONG, PROCESSOR, PLUGGING]
