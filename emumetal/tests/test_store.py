# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cache: whose it is, and what is taken away as half made."""

from __future__ import annotations

import os
import pwd

import pytest

from emumetal import MetalError, store

USER = pwd.getpwnam("nobody")


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("EMUMETAL_CACHE", str(tmp_path))
    return tmp_path


def test_what_is_half_made_goes_when_nobody_makes_it(cache):
    left, whole = cache / "images" / ".web-12.old_x", cache / "images" / "web-12"
    for path in (left, whole):
        path.mkdir(parents=True)

    def make(folder):
        store.prune()
        assert folder.is_dir()
        assert not left.exists()
        (folder / "disk").touch()

    assert (store.get_or_build("images", "web-13", make) / "disk").exists()
    assert whole.exists()


def test_what_another_process_makes_stays(cache):
    half = cache / "images" / ".web-12.new_x"
    half.mkdir(parents=True)
    with store.locked(cache / "images" / ".web-12.lock"):
        store.prune()
        assert half.exists()
    store.prune()
    assert not half.exists()


def test_under_sudo_the_cache_is_the_callers(monkeypatch):
    monkeypatch.delenv("EMUMETAL_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/elsewhere")
    monkeypatch.setenv("SUDO_UID", str(USER.pw_uid))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert str(store.folder()) == f"{USER.pw_dir}/.cache/emumetal"
    monkeypatch.setattr(os, "geteuid", lambda: USER.pw_uid)
    assert str(store.folder()) == "/elsewhere/emumetal"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_what_root_makes_belongs_to_whom_the_cache_belongs(cache):
    os.chown(cache, USER.pw_uid, USER.pw_gid)
    store.get_or_build("images", "web-12", lambda folder: (folder / "disk").touch())
    store.key()
    made = list(cache.rglob("*"))
    assert {path.name for path in made} >= {"disk", "web-12", ".web-12.lock", "id", "id.pub", ".id.lock"}
    assert {path.stat().st_uid for path in made} == {USER.pw_uid}


def test_a_key_that_cannot_be_read_is_refused_with_the_remedy(cache, monkeypatch):
    store.key()

    def refuse(path, *_words, **_options):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("pathlib.Path.open", refuse)
    with pytest.raises(MetalError, match=f"{cache}/id: .*set EMUMETAL_CACHE"):
        store.key()
