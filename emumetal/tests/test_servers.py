# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that do not run: their names, their folders, and what is refused before anything is touched."""

from __future__ import annotations

import os
import sys

import pytest

from emumetal import MetalError, SavedState, Server, ServerTimeout, cli, emulator, save_state, store


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("EMUMETAL_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def image(cache, identity="1", name="web-12"):
    folder = cache / "images" / name
    folder.mkdir(parents=True, exist_ok=True)
    store.write(folder / "about.json", {"id": identity, "user": "admin", "hardware": {}})
    return folder


def off(cache, name, keep, stands_on="web-12"):
    """A server that does not run."""
    known = {"image": str(image(cache, name=stands_on)), "user": "admin", "hardware": {}, "port": 22, "keep": keep}
    (emulator.folder() / name).mkdir(parents=True)
    store.write(emulator.folder() / name / "server.json", known)


def saved_state(cache, folder, identity="1", stands_on="web-12"):
    folder.mkdir(parents=True)
    stands = cache / "images" / stands_on
    store.write(folder / "about.json", {"image": str(stands), "id": identity, "hardware": {}, "qemu": "another"})
    return SavedState(folder)


def old(path):
    os.utime(path, (0, 0))


def command(monkeypatch, *words):
    monkeypatch.setattr(sys, "argv", ["emumetal", *words])
    return cli.main()


@pytest.mark.parametrize("name", ["-a", "a-", "a_b", "a.b", "../a", "a b", "a\n", "a" * 64, "ä"])
def test_what_is_no_host_name_is_no_servers_name(name):
    for make in (lambda: Server(None, name=name), lambda: Server.open(name)):
        with pytest.raises(MetalError, match="is no name of a server"):
            make()


def test_names_that_are_given_by_themselves_are_names_and_differ():
    found = {Server(None).name for _server in range(9)}
    assert len(found) == len("nine char")
    assert all(Server(None, name=name).name == name for name in [*found, "a", "a" * 63])


def test_a_server_that_is_to_be_kept_is_not_overwritten(cache):
    off(cache, "web", keep=True)
    with pytest.raises(MetalError, match="server web already, off, with its disks: `emumetal on web` starts it, `emumetal remove web`"):
        Server(None, name="web").prepare()
    assert Server.open("web").keep
    Server.open("web").remove()
    Server(None, name="web").check_free()


def test_what_a_crash_left_is_no_server_but_what_another_process_makes_is(cache):
    off(cache, "web", keep=False)
    Server(None, name="web").check_free()
    half = emulator.folder() / "half"
    half.mkdir()
    with pytest.raises(MetalError, match="makes the server half just now"):
        Server(None, name="half").check_free()
    old(half)
    Server(None, name="half").check_free()


def test_what_another_tool_left_is_named(cache):
    off(cache, "web", keep=True)
    store.write(emulator.folder() / "web" / "server.json", {"image": "/nowhere"})
    with pytest.raises(MetalError, match=f"{emulator.folder()}/web: server.json lacks 'hardware'"):
        Server.open("web")


def test_saving_refuses_a_folder_that_holds_something(cache, tmp_path):
    off(cache, "web", keep=True)
    (tmp_path / "precious").touch()
    for target in (tmp_path, tmp_path / "precious"):
        with pytest.raises(MetalError, match="there is something already; save web into a new or an empty folder"):
            save_state(Server.open("web"), target)
    with pytest.raises(MetalError, match="web: it does not run"):
        save_state(Server.open("web"), tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_saved_server_is_refused_whose_image_is_another(cache, tmp_path):
    image(cache)
    with pytest.raises(MetalError, match="saved by another"):
        saved_state(cache, tmp_path / "same").restore("copy")
    with pytest.raises(MetalError, match="an image that was built anew since"):
        saved_state(cache, tmp_path / "other", identity="2").restore("copy")
    with pytest.raises(MetalError, match="an image that is not there any more"):
        saved_state(cache, tmp_path / "none", stands_on="gone").restore("copy")
    assert emulator.names() == []


def test_cleaning_leaves_what_servers_stand_on(cache, monkeypatch):
    off(cache, "web", keep=True)
    off(cache, "crashed", keep=False, stands_on="unused-12")
    saved_state(cache, cache / "saved" / "web-f")
    saved_state(cache, cache / "saved" / "unused-f", stands_on="unused-12")
    for name in ("half", "new"):
        (emulator.folder() / name).mkdir()
    old(emulator.folder() / "half")
    assert command(monkeypatch, "clean") == 0
    assert sorted(path.name for path in emulator.folder().iterdir()) == ["new", "web"]
    assert (cache / "images" / "unused-12").exists()
    assert command(monkeypatch, "clean", "--images") == 0
    assert [path.name for path in (cache / "images").iterdir()] == ["web-12"]
    assert [path.name for path in (cache / "saved").iterdir()] == ["web-f"]


def test_an_emulator_that_stands_still_is_neither_slow_nor_hung(cache, monkeypatch):
    off(cache, "web", keep=True)
    monkeypatch.setattr(Server, "status", lambda _server: "io-error")
    with pytest.raises(MetalError, match=r"web: no answer: the emulator stands still \(io-error\).*may be full, with \d+ MiB free") as told:
        Server.open("web").fail("no answer")
    assert told.type is MetalError


def test_stopping_takes_no_power_even_where_ssh_does_not_answer(cache, monkeypatch):
    off(cache, "web", keep=True)
    answers = iter([True] * 3)
    monkeypatch.setattr(Server, "running", property(lambda _server: next(answers, False)))
    monkeypatch.setattr(Server, "status", lambda _server: "running")
    monkeypatch.setattr(Server, "kill", lambda _server: pytest.fail("the power was taken"))

    def refuse(server, *_words, **_options):
        raise ServerTimeout(f"{server.name}: no answer")

    monkeypatch.setattr("emumetal.ssh.run", refuse)
    with pytest.raises(ServerTimeout, match=r"within 1 s \(.* asked to: web: no answer\); `emumetal kill web` takes its power"):
        Server.open("web").stop(1)


@pytest.mark.parametrize("keep", [False, True])
def test_a_start_that_fails_leaves_nothing_but_what_is_to_be_kept(cache, monkeypatch, keep):
    def prepare(server):
        off(cache, server.name, keep)
        server._made = True

    def fail(_server):
        raise MetalError("no emulator")

    monkeypatch.setattr(Server, "prepare", prepare)
    monkeypatch.setattr(Server, "power_on", fail)
    with pytest.raises(MetalError, match="no emulator"), Server(None, name="web", keep=keep):
        pass
    assert emulator.names() == (["web"] if keep else [])


def test_a_start_that_is_refused_leaves_the_server_that_there_is(cache):
    off(cache, "web", keep=True)
    with pytest.raises(MetalError, match="server web already"), Server(None, name="web"):
        pass
    assert emulator.names() == ["web"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("restore", "a", "/nowhere"), "emumetal: /nowhere: there is no saved server in it"),
        (("stop", "a"), "emumetal: There is no server a. There are: none."),
        (("start", "a_b", "web.toml"), "emumetal: 'a_b' is no name of a server"),
        (("build", "/nowhere.toml"), "emumetal: /nowhere.toml: cannot be read as a recipe"),
    ],
)
def test_the_command_says_what_is_wrong(monkeypatch, capsys, words, says):
    assert command(monkeypatch, *words) == 1
    assert says in capsys.readouterr().err


def test_the_command_says_which_verb_failed(monkeypatch, capsys, cache):
    off(cache, "web", keep=True)

    def fail(_server):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Server, "remove", fail)
    assert command(monkeypatch, "remove", "web") == 1
    assert capsys.readouterr().err.startswith("emumetal: remove: [Errno 28] No space left")
