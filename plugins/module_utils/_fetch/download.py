# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Downloading a file: resumed where the connection breaks, and proven by its digest."""

from __future__ import annotations

import errno
import http.client
import re
import ssl
import time
import urllib.error

from .._model.errors import Denied, HypervisorError, NotFound, Refused
from .access import shown
from .writing import need_room

PIECE = 1024**2
# How often in a row a connection may break without anything new, and the seconds before the next try.
BREAKS, PAUSE = 5, 1.0
# RFC 9110: what was asked for from an offset on, and what a server may answer that it will not answer later.
PARTIAL = 206
UNSATISFIABLE = 416
PASSING = (408, UNSATISFIABLE, 425, 429, 500, 502, 503, 504)
DENIED, MISSING = (401, 403, 407), (404, 410)


class Broken(Exception):
    """What a server sends is not what was asked for; the download begins anew."""


class Download:
    """One file of a web server on its way into a `Writer`."""

    def __init__(self, access, url):
        self.access, self.url = access, url
        self.done, self.total = 0, None
        self._validator, self._cause = None, ""

    def into(self, writer):
        """Download the file."""
        furthest = breaks = 0
        while not self._attempt(writer):
            breaks = 1 if self.done > furthest else breaks + 1
            furthest = max(furthest, self.done)
            if breaks > BREAKS:
                of = "" if self.total is None else f" of {self.total}"
                raise HypervisorError(f"{shown(self.url)}: {self._cause or 'the connection ended'} after {furthest}{of} bytes, and "
                                      f"{BREAKS} further tries brought no more",
                                      remedy="See that the server has the whole file and that the host reaches it, then run again.")
            time.sleep(PAUSE)
        writer.finish()

    def _attempt(self, writer):
        """Download from where the last attempt ended; False where this one has not come to the end."""
        self._cause = ""
        try:
            asks = {"Range": f"bytes={self.done}-", "If-Range": self._validator} if self.done and self._validator else {}
            with self.access.open(self.url, asks) as response:
                self._begin(response, writer, bool(asks))
                while piece := response.read(PIECE):
                    writer.write(piece)
                    self.done += len(piece)
        except urllib.error.HTTPError as error:
            self._refuse(error)
            self._cause = f"the server answers {error.code} {error.reason}"
            if error.code == UNSATISFIABLE:
                self._validator = None
            return False
        except Broken as error:
            self._cause, self._validator = str(error), None
            return False
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            self._refuse_certificates(reason)
            self._cause = f"the connection ended ({getattr(reason, 'strerror', None) or reason or type(error).__name__})"
            return False
        return self.total is None or self.done >= self.total

    def _begin(self, response, writer, resumed):
        """Take what the head of an answer says: whether it goes on from where the last one ended, and how much there is."""
        headers = response.headers
        if resumed and response.status == PARTIAL:
            start, total = self._range(headers.get("Content-Range", ""))
            if start != self.done or total not in (None, self.total):
                raise Broken(f"the server sends another part than was asked for ({headers.get('Content-Range')})")
            return
        writer.restart()
        self.done = 0
        length = headers.get("Content-Length", "")
        self.total = int(length) if re.fullmatch("[0-9]{1,19}", length) else None
        tag = headers.get("ETag", "")
        self._validator = tag if tag.startswith('"') else headers.get("Last-Modified")
        if self.total is not None:
            if self.total > writer.limit:
                raise Refused(f"{shown(self.url)} has {self.total} bytes, more than the {writer.limit} of max_size",
                              remedy="See that it is what is meant, then declare a larger max_size.")
            need_room(writer.file, self.total, writer.folder)

    @staticmethod
    def _range(text):
        """Where a part begins and how long the whole is, as `bytes 100-199/200` says; None where that is not said."""
        found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", text.strip())
        if not found:
            return None, None
        return int(found[1]), None if found[2] == "*" else int(found[2])

    def _refuse_certificates(self, reason):
        """Raise where the server's certificate is not trusted, or a file with certificates is missing."""
        if isinstance(reason, ssl.SSLCertVerificationError):
            raise Refused(f"{shown(self.url)}: the server's certificate is refused: {reason.verify_message}",
                          remedy="Name the authority that signed it in ca_path.") from None
        if getattr(reason, "errno", None) == errno.ENOENT:
            raise NotFound(f"ca_path, client_cert or client_key: {reason.filename or 'a file'}: {reason.strerror}",
                           remedy="Correct the path: these files are on the host.") from None

    def _refuse(self, error):
        """Raise for an answer that the same question gets at any time."""
        if error.code in PASSING:
            return
        said = f"{shown(self.url)}: the server answers {error.code} {error.reason}"
        if error.code in DENIED:
            raise Denied(said, remedy="Give url_username and url_password, or headers, as the server wants them.") from None
        if error.code in MISSING:
            raise NotFound(said, remedy="Correct the URL.") from None
        raise HypervisorError(said, remedy="See what the server says about it, then run again.") from None
