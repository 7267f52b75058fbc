# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Downloads from a web server in the test's own process: whole or refused, never something between."""

from __future__ import annotations

import base64
import hashlib
import os

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._fetch import download as module
from ansible_collections.anvil.hypervisor.plugins.module_utils._fetch.access import Access, file_name, local_path, secrets_of, shown
from ansible_collections.anvil.hypervisor.plugins.module_utils._fetch.writing import Writer, private_file
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Denied, HypervisorError, NoSpace, NotFound, Refused
from bench.web import Served, serving

MIB = 1024**2
CONTENT, OTHER = os.urandom(3 * MIB + 5), os.urandom(3 * MIB + 5)
BASIC = "Basic " + base64.b64encode(b"someone:a word").decode()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr(module, "PAUSE", 0)


@pytest.fixture
def web():
    with serving() as server:
        yield server


def fetch(web, tmp_path, path="/disk", limit=10 * MIB, **options):
    """What was downloaded."""
    with private_file(str(tmp_path)) as file:
        writer = Writer(file, str(tmp_path), limit, "sha256")
        module.Download(Access(timeout=20, use_proxy=False, **options), f"{web.url}{path}").into(writer)
        found = os.pread(file.fileno(), limit, 0)
        assert writer.digest() == hashlib.sha256(found).hexdigest()
        assert writer.size == len(found)
    assert not list(tmp_path.iterdir())
    return found


def asked(web):
    return [headers.get("Range") for _path, headers in web.requests]


@pytest.mark.parametrize("served", [Served(CONTENT), Served(CONTENT, tag=""), Served(CONTENT, chunked=True), Served(b"")])
def test_whole(web, tmp_path, served):
    web.files["/disk"] = served
    assert fetch(web, tmp_path) == served.content
    assert asked(web) == [None]


def test_each_break_is_resumed(web, tmp_path):
    web.files["/disk"] = Served(CONTENT, drops=[MIB, MIB, 5, 5, 5, 5, 5, 5, 5])
    assert fetch(web, tmp_path) == CONTENT
    assert asked(web)[:4] == [None, f"bytes={MIB}-", f"bytes={2 * MIB}-", f"bytes={2 * MIB + 5}-"]
    assert web.requests[1][1]["If-Range"] == '"first"'


@pytest.mark.parametrize("options", [{"ranges": False}, {"tag": ""}, {"tag": 'W/"weak"'}])
def test_what_cannot_be_resumed_begins_anew(web, tmp_path, options):
    web.files["/disk"] = Served(CONTENT, drops=[2 * MIB], **options)
    assert fetch(web, tmp_path) == CONTENT


def test_another_file_at_the_second_request_is_that_one_as_a_whole(web, tmp_path):
    web.files["/disk"] = Served(CONTENT, drops=[MIB], then=Served(OTHER, tag='"second"'))
    assert fetch(web, tmp_path) == OTHER


def test_a_part_of_a_file_of_another_length_is_refused_and_begun_anew(web, tmp_path):
    longer = OTHER + b"more"
    web.files["/disk"] = Served(CONTENT, drops=[MIB], then=Served(longer, tag='"second"', believes_if_range=False))
    assert fetch(web, tmp_path) == longer


@pytest.mark.parametrize(("served", "word"), [
    (Served(CONTENT, length=len(CONTENT) + 1), f"after {len(CONTENT)} of {len(CONTENT) + 1} bytes"),
    (Served(CONTENT, ranges=False, drops=[MIB] * 50), f"after {MIB} of {len(CONTENT)} bytes"),
    (Served(CONTENT, drops=[0] * 50), f"after 0 of {len(CONTENT)} bytes"),
    (Served(CONTENT, chunked=True, drops=[MIB] * 50), "after "),
    (Served(status=503), "the server answers 503"),
], ids=["a wrong length", "no ranges", "nothing", "chunked", "503"])
def test_a_server_that_never_sends_the_whole_is_given_up(web, tmp_path, served, word):
    web.files["/disk"] = served
    with pytest.raises(HypervisorError, match=word) as caught:
        fetch(web, tmp_path)
    assert f"{module.BREAKS} further tries brought no more" in str(caught.value)
    assert caught.value.remedy
    assert module.BREAKS < len(web.requests) <= 2 * module.BREAKS
    assert not list(tmp_path.iterdir())


def test_nobody_listens(web, tmp_path):
    web.server_close()
    with pytest.raises(HypervisorError, match="Connection refused"):
        fetch(web, tmp_path)


@pytest.mark.parametrize(("status", "class_"), [(404, NotFound), (410, NotFound), (401, Denied), (403, Denied), (400, HypervisorError)])
def test_what_a_server_always_says_is_asked_once(web, tmp_path, status, class_):
    web.files["/disk"] = Served(status=status)
    with pytest.raises(class_, match=f"the server answers {status}"):
        fetch(web, tmp_path)
    assert len(web.requests) == 1


def test_a_redirect_is_followed_and_gets_no_credentials(web, tmp_path):
    web.files["/disk"] = Served(status=302, location=f"{web.url}/there")
    web.files["/there"] = Served(CONTENT)
    options = {"headers": {"X-Token": "secret"}, "url_username": "someone", "url_password": "a word", "force_basic_auth": True}
    assert fetch(web, tmp_path, **options) == CONTENT
    (_first, before), (_second, after) = web.requests
    assert (before["X-Token"], before["Authorization"]) == ("secret", BASIC)
    assert not {"X-Token", "Authorization"} & set(after)


@pytest.mark.parametrize("force", [True, False])
def test_basic_authentication(web, tmp_path, force):
    web.files["/disk"] = Served(CONTENT, user=BASIC)
    assert fetch(web, tmp_path, url_username="someone", url_password="a word", force_basic_auth=force) == CONTENT
    with pytest.raises(Denied, match="the server answers 401"):
        fetch(web, tmp_path, url_username="someone", url_password="another", force_basic_auth=force)


def test_what_is_too_large_is_refused_before_it_is_read(web, tmp_path):
    web.files["/disk"] = Served(CONTENT)
    with pytest.raises(Refused, match=f"has {len(CONTENT)} bytes, more than the {MIB} of max_size"):
        fetch(web, tmp_path, limit=MIB)
    web.files["/disk"] = Served(CONTENT, chunked=True)
    with pytest.raises(Refused, match=f"more than the {MIB} bytes of max_size"):
        fetch(web, tmp_path, limit=MIB)


def test_what_has_no_room_is_refused_before_it_is_read(web, tmp_path):
    web.files["/disk"] = Served(b"", length=2**60)
    with pytest.raises(NoSpace, match=f"{2**60} bytes are needed") as caught:
        fetch(web, tmp_path, limit=2**61)
    assert str(tmp_path) in str(caught.value)


def test_a_missing_file_of_certificates_is_named(web, tmp_path):
    with pytest.raises(NotFound, match="ca_path, client_cert or client_key"):
        fetch(web, tmp_path, ca_path="/nowhere/ca.pem")


def test_what_is_secret_in_a_url_is_not_shown():
    url = "https://some%40one:a%20word@host:8443/images/disk%20a.img?token=hidden#part"
    assert shown(url) == "https://host:8443/images/disk%20a.img"
    assert secrets_of(url) == {"a%20word", "a word", "token=hidden"}
    assert file_name(url) == "disk a.img"
    assert local_path(url) is None
    assert local_path("file:///srv/disk%20a.img") == "/srv/disk a.img"
    assert secrets_of("https://host/disk.img") == set()
