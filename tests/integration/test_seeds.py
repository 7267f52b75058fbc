# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeds on a real daemon: written, compared, spent, handed out again; their content is shown nowhere."""

from __future__ import annotations

import json
import os

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._seed import host_key
from ansible_collections.anvil.hypervisor.plugins.module_utils._seed.record import CAPACITY, look
from bench.bindings import libvirt
from bench.hypervisor import Hypervisor

KEY = "/var/lib/anvil.hypervisor/seed.key"
# It stands in every place that may hold content.
WORD = "swordfish-4711"
SEED = {
    "pool": "images", "name": "web1-seed", "instance_id": "5f0e3a44-8d5c-4a43-9e0b-7c1d2b1f7a10", "hostname": "web1",
    "user_data": {"packages": ["nginx"], "password": WORD, "ssh_authorized_keys": [f"ssh-ed25519 {WORD}"]},
    "meta_data": {"tags": [WORD]},
    "vendor_data": {"bootcmd": [["echo", WORD]]},
    "network_config": {"version": 2, "wifis": {"w": {"access-points": {"home": {"password": WORD}}}}},
}
OTHER = {**SEED, "user_data": {"packages": ["nginx", "certbot"], "chpasswd": {"list": WORD}}}


@pytest.fixture
def engine(server):
    """The engine in this process, on a server with a pool; the host has no key yet."""
    server.module("pool", name="images", type="dir", state="active", target={"path": str(server.storage / "images")})
    server.run("rm", "-f", KEY)
    made = Hypervisor(server)
    yield made
    made.close()
    server.run("rm", "-f", KEY)


@pytest.fixture
def volume(engine):
    """The path of the seed's volume."""
    return engine.server.storage / "images" / SEED["name"]


def files(volume):
    """The files of a seed."""
    data = volume.read_bytes()
    assert len(data) == CAPACITY
    return {name: text.decode() for name, text in look(data).files.items()}


def call(engine, **options):
    """Run the engine; what it says holds no content."""
    done = engine.run("seed", **options)
    done["seed"] = done.pop("seeds", [{}])[0]
    assert WORD not in json.dumps(done)
    return done


def plain(seed):
    """What check mode knows of a seed beforehand."""
    return {name: value for name, value in seed.items() if name not in ("path", "applies_to_new_guests")}


def converge(engine, **options):
    """Converge a seed: check mode says the same beforehand, and the next run has nothing to do."""
    before = engine.snapshot()
    expected = call(engine, check=True, **options)
    assert engine.snapshot() == before
    done = call(engine, **options)
    for name in ("changed", "actions", "diff", "warnings"):
        assert done[name] == expected[name]
    assert plain(done["seed"]) == plain(expected["seed"])
    again = call(engine, **options)
    assert not again["changed"]
    assert again["seed"] == done["seed"]
    return done


def steps(done):
    return [(action["operation"], action["option"]) for action in done["actions"]]


def test_a_seed_is_made_and_written(engine, volume):
    before = engine.snapshot()
    call(engine, check=True, **SEED)
    assert engine.snapshot() == before
    assert engine.server.run("test", "-e", KEY, check=False).returncode, "check mode makes no key"
    done = converge(engine, **SEED)
    assert steps(done) == [("create", []), ("write", [])]
    assert done["seed"] == {"pool": "images", "name": "web1-seed", "path": str(volume), "instance_id": SEED["instance_id"], "spent": False,
                            "files": ["meta-data", "network-config", "user-data", "vendor-data"]}
    held = files(volume)
    assert held["user-data"].startswith("#cloud-config\n{")
    assert json.loads(held["meta-data"]) == {"instance-id": SEED["instance_id"], "local-hostname": "web1", "tags": [WORD]}
    assert json.loads(held["network-config"]) == SEED["network_config"]
    assert oct(volume.stat().st_mode) == "0o100600"
    assert [path.name for path in volume.parent.iterdir()] == ["web1-seed"], "no mark is left"
    assert engine.server.run("stat", "-c", "%a %s", KEY).stdout.split() == ["600", str(host_key.LENGTH)]
    assert 'LABEL="cidata" TYPE="iso9660"' in engine.server.run("blkid", "-p", str(volume)).stdout


def test_the_module_returns_what_the_engine_does(engine, volume):
    server, results = engine.server, []
    for check, options, changed in ((True, SEED, True), (False, SEED, True), (False, SEED, False), (False, {**SEED, "spent": True}, True),
                                    (True, OTHER, False), (False, OTHER, False)):
        results.append(server.module("seed", check=check, **options))
        assert results[-1]["changed"] is changed
    assert results[0]["diff"] == results[1]["diff"]
    assert results[2]["seed"] == {**results[0]["seed"], "path": str(volume)}
    assert all(each["seed"]["applies_to_new_guests"] for each in results[4:])
    assert all("user_data of seed images/web1-seed changed" in str(each["warnings"]) for each in results[4:])
    assert all(not each["restart_required"] for each in results)
    assert WORD not in json.dumps(results)


def test_a_seed_that_no_guest_has_read_follows_its_declaration(engine, volume):
    converge(engine, **SEED)
    inode = volume.stat().st_ino
    done = converge(engine, **OTHER)
    assert steps(done) == [("write", ["user_data"])]
    before, after = done["diff"][0]["before"], done["diff"][0]["after"]
    assert "password: not as declared" in before
    assert "packages: not as declared" in before
    assert "password" not in after.partition("user-data")[2].partition("vendor-data")[0]
    assert "chpasswd: as declared" in after
    assert "certbot" in files(volume)["user-data"]
    assert volume.stat().st_ino == inode, "a guest keeps the file that it has open"
    done = converge(engine, **{**OTHER, "hostname": "web2", "vendor_data": {}})
    assert steps(done) == [("write", ["hostname", "vendor_data"])]
    assert "vendor-data" not in files(volume)


def test_a_text_is_written_as_it_stands(engine, volume):
    text = f"#!/bin/sh\n# é {WORD}\n"
    done = converge(engine, **{**SEED, "user_data": text})
    assert "user-data: a text as declared" in done["diff"][0]["after"]
    assert files(volume)["user-data"] == text


def test_a_spent_seed_stays_spent_and_holds_no_secret(engine, volume):
    converge(engine, **SEED)
    done = converge(engine, **SEED, spent=True)
    assert steps(done)[0][0] == "write"
    assert "spent" in steps(done)[0][1]
    assert done["seed"]["files"] == ["meta-data", "network-config", "user-data"]
    held = files(volume)
    assert held["user-data"] == "#cloud-config\n{}\n"
    assert json.loads(held["meta-data"]) == {"instance-id": SEED["instance_id"], "local-hostname": "web1"}
    assert volume.read_bytes().count(WORD.encode()) == 1, "only the network stays"
    assert "nginx" not in volume.read_bytes().decode(errors="replace")
    inert = volume.read_bytes()
    for options in (SEED, {**SEED, "spent": False}, {**SEED, "first_boot": "again"}, {**SEED, "accept": "seed"}):
        done = converge(engine, **options)
        assert not done["changed"]
        assert done["seed"]["spent"]
        assert "applies_to_new_guests" not in done["seed"]
        assert not done["warnings"]
    assert volume.read_bytes() == inert


def test_a_changed_declaration_of_a_spent_seed_is_told(engine, volume):
    converge(engine, **SEED)
    converge(engine, **SEED, spent=True)
    inert = volume.read_bytes()
    done = converge(engine, **OTHER)
    assert not done["changed"]
    assert done["seed"]["applies_to_new_guests"] is True
    assert ("'user_data of seed images/web1-seed changed: it applies at a first boot only; set first_boot: again to hand it to the guest, "
            "or accept: seed to record it'") in str(done["warnings"])
    assert volume.read_bytes() == inert
    done = call(engine, **{**OTHER, "hostname": "web2", "network_config": {"version": 2}})
    assert not done["changed"]
    assert "hostname, user_data, network_config of seed images/web1-seed changed: they apply" in str(done["warnings"])
    assert volume.read_bytes() == inert


def test_a_changed_declaration_is_recorded(engine, volume):
    converge(engine, **SEED)
    converge(engine, **SEED, spent=True)
    held = files(volume)
    done = converge(engine, **OTHER, accept="seed")
    assert steps(done) == [("write", ["accept"])]
    assert "applies_to_new_guests" not in done["seed"]
    assert files(volume) == held
    done = converge(engine, **OTHER)
    assert not done["changed"]
    assert not done["warnings"]
    assert call(engine, **SEED)["seed"]["applies_to_new_guests"] is True


def test_a_changed_declaration_is_handed_to_the_guest(engine, volume):
    converge(engine, **SEED)
    converge(engine, **SEED, spent=True)
    for number in (1, 2):
        changed = {**SEED, "user_data": {"runcmd": [f"echo {number}"]}}
        done = converge(engine, **changed, first_boot="again")
        assert steps(done)[0][1][0] == "first_boot"
        assert not done["seed"]["spent"]
        assert done["seed"]["instance_id"] == f"{SEED['instance_id']}-{number}"
        assert f"echo {number}" in files(volume)["user-data"]
        assert not converge(engine, **changed)["changed"], "the instance id stays without the option, too"
        done = converge(engine, **changed, spent=True)
        assert done["seed"]["instance_id"] == f"{SEED['instance_id']}-{number}"
        assert not converge(engine, **changed, first_boot="again")["changed"]


def test_a_seed_keeps_what_the_guest_has_read_when_it_is_spent_with_another_declaration(engine, volume):
    converge(engine, **SEED)
    done = converge(engine, **{**OTHER, "hostname": "web2"}, spent=True)
    assert json.loads(files(volume)["meta-data"])["local-hostname"] == "web1"
    assert done["seed"]["applies_to_new_guests"] is True
    assert "hostname, user_data of seed" in str(done["warnings"])


def test_a_seed_of_a_guest_that_is_proven_is_made_spent(engine, volume):
    done = converge(engine, **SEED, spent=True)
    assert done["seed"]["spent"]
    assert "nginx" not in volume.read_bytes().decode(errors="replace")
    assert not converge(engine, **SEED)["changed"]


def test_a_seed_that_was_spent_with_another_key(engine, volume):
    converge(engine, **SEED)
    engine.server.run("rm", KEY)
    assert not call(engine, **SEED)["changed"], "what no guest has read is compared by itself"
    converge(engine, **SEED, spent=True)
    engine.server.run("rm", KEY)
    done = call(engine, **SEED)
    assert not done["changed"]
    assert "nobody can tell" in str(done["warnings"])
    assert "applies_to_new_guests" not in done["seed"]
    failed = call(engine, **SEED, first_boot="again", fails=True)
    assert "accept: seed" in failed["failures"][0]["remedy"]
    converge(engine, **SEED, accept="seed")
    assert not call(engine, **SEED)["warnings"]


def test_a_volume_that_holds_something_else_is_left_alone(engine, volume):
    volume.write_bytes(os.urandom(1 << 20))
    engine.server.virsh("pool-refresh", "images")
    before = engine.snapshot()
    for options in (SEED, {"pool": "images", "name": "web1-seed", "state": "absent"}):
        for check in (True, False):
            failed = call(engine, check=check, fails=True, **options)["failures"][0]
            assert (failed["kind"], failed["name"], failed["code"]) == ("seed", "images/web1-seed", "refused")
            assert "something else than a seed" in failed["message"]
    assert engine.snapshot() == before


@pytest.mark.parametrize("spent", [False, True])
def test_a_seed_that_was_written_by_half_is_written_anew(engine, volume, spent):
    converge(engine, **SEED)
    before = volume.read_bytes()
    converge(engine, **SEED, spent=True)
    after = volume.read_bytes()
    new, old = (after, before) if spent else (before, after)
    # Nothing is sent in smaller pieces than sectors, and the record stands in the first one that is not empty.
    volume.write_bytes(new[:17 * 2048] + old[17 * 2048:])
    done = converge(engine, **SEED)
    assert done["changed"]
    assert done["seed"]["spent"] is spent
    assert files(volume)["user-data"] == ("#cloud-config\n{}\n" if spent else look(before).files["user-data"].decode())


def test_a_seed_is_removed(engine, volume):
    converge(engine, **SEED)
    done = converge(engine, pool="images", name="web1-seed", state="absent")
    assert steps(done) == [("delete", [])]
    assert not volume.exists()


def test_a_seed_in_a_pool_that_is_missing(engine, volume):
    failed = call(engine, fails=True, **{**SEED, "pool": "nowhere"})
    assert "there is no pool 'nowhere'" in failed["msg"]
    assert WORD not in json.dumps(failed)


class Broken:
    """A stream that takes a few pieces and then fails."""

    def __init__(self, stream, pieces):
        self.stream, self.left = stream, pieces

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def send(self, data):
        self.left -= 1
        if self.left < 0:
            raise libvirt.libvirtError("injected")
        return self.stream.send(data)


class Streams:
    """A connection of which a stream fails after some pieces: the first that sends, or each that does."""

    def __init__(self, conn, pieces, each=False):
        self.conn, self.pieces, self.each, self.broken = conn, pieces, each, None

    def __getattr__(self, name):
        return getattr(self.conn, name)

    def newStream(self, flags):
        stream = self.conn.newStream(flags)
        if self.each or self.broken is None or self.broken.left >= 0:
            self.broken = stream = Broken(stream, self.pieces)
        return stream


@pytest.mark.parametrize("pieces", [0, 1, 3])
@pytest.mark.parametrize("made", [False, True])
def test_an_upload_that_fails_leaves_what_was_there(engine, volume, made, pieces):
    options = SEED
    if made:
        engine.run("seed", **SEED)
        options = OTHER
    before = engine.snapshot()

    def prepare(kind, driver):
        driver.conn = Streams(driver.conn, pieces)

    engine.prepare = prepare
    failed = engine.run("seed", fails=True, **options)
    assert "injected" in failed["msg"]
    assert not failed["changed"]
    assert engine.snapshot() == before
    engine.prepare = lambda kind, driver: None
    assert engine.run("seed", **options)["changed"]


def test_an_upload_that_cannot_be_taken_back_is_made_good_by_the_next_run(engine, volume):
    engine.run("seed", **SEED)

    def prepare(kind, driver):
        driver.conn = Streams(driver.conn, 1, each=True)

    engine.prepare = prepare
    failed = engine.run("seed", fails=True, **OTHER)
    assert "What it held before could not be written back: injected" in failed["msg"]
    assert WORD not in json.dumps(failed)
    engine.prepare = lambda kind, driver: None
    engine.run("seed", **OTHER)
    assert "certbot" in files(volume)["user-data"]
    assert not engine.run("seed", **OTHER)["changed"]


def test_a_guest_runs_on_while_its_seed_is_spent(engine, volume):
    path = converge(engine, **SEED)["seed"]["path"]
    disk = {"target": {"dev": "vda", "bus": "virtio"}, "readonly": True, "source": {"file": path}, "driver": {"type": "raw"}}
    guest = {"name": "web1", "type": "qemu", "memory": "16 MiB", "vcpus": {"count": 1}, "os": {"type": "hvm"}}
    engine.server.module("domain", **guest, disks=[disk], state="running")
    converge(engine, **SEED, spent=True)
    assert engine.server.virsh("domstate", "web1").strip() == "running"
    again = engine.server.module("domain", name="web1", disks=[disk], state="running")
    assert not again["changed"]
    assert not again["restart_required"]
    refused = call(engine, pool="images", name="web1-seed", state="absent", fails=True)
    assert "domain 'web1'" in refused["msg"]


def test_content_is_in_nothing_that_ansible_prints(engine, volume):
    good = [SEED, {**SEED, "spent": True}]
    bad = [{**SEED, "user_data": WORD}, {**SEED, "user_data": [WORD]}, {**SEED, "network_config": WORD}, {**SEED, "userdata": {"a": WORD}}]
    tasks = [{"anvil.hypervisor.seed": options} for options in good]
    tasks += [{"anvil.hypervisor.seed": options, "ignore_errors": True} for options in bad]
    done = engine.server.play(tasks, verbosity=4)
    assert [task["status"] for task in done.tasks] == ["ok"] * len(good) + ["ignored"] * len(bad)
    assert WORD not in done.output
    assert "web1-seed" in done.output, "the words of the content are not masked elsewhere"
