# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one reader: fetches text from the live machine, or from a captured tree that mirrors its folders.

Nothing else in this package touches a file. What was read is remembered, so that a capture holds exactly
what the verdict was drawn from and nothing more (see capture.py). Lines that are not asked for, such as serial
numbers, are dropped here already.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import subprocess

from . import kernel

# Far above any real file here, far below what could hurt the machine.
LIMIT = 16 * 1024 * 1024
MAX_LINKS = 40
_REGISTER_BYTES = 8
MAX_RECORDS = 1_000_000

NODE = re.compile(
    r"(?P<kind>character|block) device (?P<major>\d+):(?P<minor>\d+) mode (?P<mode>[0-7]+)"
    r" owner (?P<uid>\d+):(?P<gid>\d+) usable (?P<usable>yes|no|unknown)"
)

# In a capture: the files that could not be read on the machine itself.
UNREADABLE = "/unreadable"

NOT_A_DEVICE = "not a device"

# In a captured tree the log may be wherever its owner saved it.
LOG_FILES = ("/var/log/dmesg", "/dev/kmsg", "/var/log/kern.log", "/var/log/messages", "/var/log/syslog", "/dmesg", "/dmesg.txt")


class Tree:
    """Reads below a root; `/` is the live machine. Whatever cannot be read is None, never an exception."""

    def __init__(self, root: str = "/"):
        self.root = "/" + os.path.realpath(root).lstrip("/")
        self.live = self.root == "/"
        self.seen: dict[str, object] = {}  # path -> text, bytes, or None for what is known to be there only
        self.denied: set[str] = set()
        if not self.live:
            self.denied.update((self.text(UNREADABLE) or "").splitlines())
            self.seen.pop(UNREADABLE, None)

    # -- what is asked for

    def text(self, path: str, keep: re.Pattern | None = None) -> str | None:
        """A file's text without trailing white space; with `keep` only the lines that it finds."""
        raw = self._read(path)
        if raw is None:
            return None
        text = raw.decode("utf-8", "replace")
        if keep is not None:
            text = "\n".join(line for line in text.splitlines() if keep.search(line))
        text = text.rstrip("\0\n\t ")
        self.seen[path] = text
        return text

    def data(self, path: str, size: int) -> bytes | None:
        raw = self._read(path, size)
        if raw is not None:
            self.seen[path] = raw
        return raw

    def names(self, folder: str, keep: re.Pattern | None = None) -> list[str]:
        try:
            found = sorted(os.listdir(self._resolve(folder)))
        except OSError as error:
            self._note(folder, error)
            return []
        found = [name for name in found if keep is None or keep.search(name)]
        self.seen.setdefault(folder.rstrip("/") + "/", None)
        for name in found:
            self.seen.setdefault(f"{folder}/{name}", None)
        return found

    def exists(self, path: str) -> bool:
        try:
            os.lstat(self._resolve(path))
        except OSError as error:
            self._note(path, error)
            return False
        self.seen.setdefault(path, None)
        return True

    def node(self, path: str) -> dict | None:
        """A device node by its metadata alone. A captured tree holds a line of text, or just any file, in its place."""
        try:
            resolved = self._resolve(path)
            found = os.stat(resolved) if self.live else os.lstat(resolved)
        except OSError as error:
            self._note(path, error)
            return None
        kind = {stat.S_IFCHR: "character", stat.S_IFBLK: "block"}.get(stat.S_IFMT(found.st_mode))
        if kind is None:
            node = {"kind": "file", "usable": None} if self.live else self._described_node(path)
        else:
            node = {
                "kind": kind,
                "major": os.major(found.st_rdev),
                "minor": os.minor(found.st_rdev),
                "mode": f"{stat.S_IMODE(found.st_mode):04o}",
                "uid": found.st_uid,
                "gid": found.st_gid,
                # Asks for the rights without opening the device.
                "usable": os.access(resolved, os.R_OK | os.W_OK, effective_ids=_EFFECTIVE) if self.live else None,
            }
        self.seen[path] = _node_text(node)
        return node

    def register(self, number: int) -> int | None:
        """A model specific register of the first processor, where the msr module is loaded and root asks.

        A captured tree holds a file of text for each register, or a file with the values at their numbers.
        """
        path = "/dev/cpu/0/msr"
        text = None if self.live else self.text(f"{path}/{number:#x}")
        try:
            value = self._register(path, number) if text is None else int(text, 16)
        except ValueError:
            return None
        if value is not None:
            self.seen[f"{path}/{number:#x}"] = f"{value:#018x}"
        return value

    def _register(self, path: str, number: int) -> int | None:
        try:
            resolved = self._resolve(path)
            wanted = stat.S_IFCHR if self.live else stat.S_IFREG
            if stat.S_IFMT(os.stat(resolved).st_mode) != wanted:
                return None
            file = os.open(resolved, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            self._note(path, error)
            return None
        try:
            raw = os.pread(file, _REGISTER_BYTES, number)
        except OSError:  # this processor has no such register
            return None
        finally:
            os.close(file)
        return int.from_bytes(raw, "little") if len(raw) == _REGISTER_BYTES else None

    def machine(self) -> str | None:
        """The kernel's word for the architecture: a file since Linux 6.1, before that a system call."""
        path = "/proc/sys/kernel/arch"
        text = self.text(path)
        if text is None and self.live:
            text = self.seen[path] = os.uname().machine
        return text

    def kernel_log(self) -> str | None:
        """The messages of this boot that matter here, or None where they may not be read."""
        text = self._live_log() if self.live else self._saved_log()
        if text is None:
            return None
        log = kernel.relevant_messages(text)
        for path in LOG_FILES:
            self.seen.pop(path, None)
        self.seen[LOG_FILES[0]] = log
        return log

    def real(self, path: str) -> str:
        """The path without links, as the machine itself sees it."""
        if self.live:
            return os.path.realpath(path)
        try:
            return self._resolve(path)[len(self.root) :] or "/"
        except OSError:
            return path

    def nearest(self, path: str) -> str:
        """The folder itself, or the nearest above it that is there; a real path for statvfs and stat."""
        while not os.path.isdir(self._resolve(path)) and path not in ("/", ""):
            path = os.path.dirname(path.rstrip("/"))
        return self._resolve(path or "/")

    @staticmethod
    def free(real_path: str) -> int:
        found = os.statvfs(real_path)
        return found.f_bavail * found.f_frsize

    @staticmethod
    def runs(name: str) -> bool:
        """Whether a process of this name works on this host's own network; those of containers do not count."""
        try:
            processes = [process for process in os.listdir("/proc") if process.isdigit()]
        except OSError:
            return False
        for process in processes:
            try:
                with open(f"/proc/{process}/comm", encoding="utf-8", errors="replace") as file:
                    found = file.read().strip() == name
                if found and os.readlink(f"/proc/{process}/ns/net") == os.readlink("/proc/self/ns/net"):
                    return True
            except OSError:  # it ended, or is somebody else's
                continue
        return False

    # -- how it is fetched

    def _read(self, path: str, size: int = LIMIT) -> bytes | None:
        try:
            resolved = self._resolve(path)
            # A pipe would block for ever and a device could react, so neither is opened.
            if not stat.S_ISREG(os.stat(resolved).st_mode):
                return None
            file = os.open(resolved, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        except OSError as error:
            self._note(path, error)
            return None
        try:
            parts = []
            while size > 0:
                part = os.read(file, min(size, 1 << 20))
                if not part:
                    break
                parts.append(part)
                size -= len(part)
            return b"".join(parts)
        except OSError as error:  # sysfs refuses some reads only now
            self._note(path, error)
            return None
        finally:
            os.close(file)

    def _note(self, path: str, error: OSError) -> None:
        if error.errno in (errno.EACCES, errno.EPERM):
            self.denied.add(path)

    def _resolve(self, path: str) -> str:
        """As chroot would: links, absolute ones and `..` too, never lead out of a captured tree."""
        if "\0" in path:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), path)
        if self.live:
            return path
        rest = path.split("/")[::-1]
        here: list[str] = []
        links = 0
        while rest:
            part = rest.pop()
            if part in ("", "."):
                continue
            if part == "..":
                del here[-1:]
                continue
            try:
                target = os.readlink(os.path.join(self.root, *here, part))
            except OSError:
                here.append(part)
                continue
            links += 1
            if links > MAX_LINKS:
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
            if target.startswith("/"):
                here = []
            rest.extend(target.split("/")[::-1])
        return os.path.join(self.root, *here)

    def _described_node(self, path: str) -> dict:
        text = self.text(path) or ""
        match = NODE.match(text)
        if text == NOT_A_DEVICE:
            return {"kind": "file", "usable": None}
        if match is None:
            return {"kind": "captured", "usable": None}
        return {
            "kind": match["kind"],
            "major": int(match["major"]),
            "minor": int(match["minor"]),
            "mode": match["mode"],
            "uid": int(match["uid"]),
            "gid": int(match["gid"]),
            "usable": {"yes": True, "no": False}.get(match["usable"]),
        }

    def _saved_log(self) -> str | None:
        texts = [self.text(path) for path in LOG_FILES]
        return next((text for text in texts if text), None)

    def _live_log(self) -> str | None:
        text = self._kernel_buffer()
        if text is None or "Linux version" not in text:  # the ring has lost the boot, the journal may not
            text = self._journal() or text
        return text

    def _kernel_buffer(self) -> str | None:
        path = "/dev/kmsg"
        try:
            file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            self._note(path, error)
            return None
        records: list[bytes] = []
        try:
            while len(records) < MAX_RECORDS:
                try:
                    record = os.read(file, 8192)
                except BrokenPipeError:  # overwritten while we read: the next one is whole again
                    continue
                if not record:
                    break
                records.append(record)
        except OSError as error:  # EAGAIN: the end
            self._note(path, error)
        finally:
            os.close(file)
        return b"\n".join(records).decode("utf-8", "replace") or None

    @staticmethod
    def _journal() -> str | None:
        try:
            done = subprocess.run(
                ["journalctl", "--dmesg", "--boot", "--no-pager", "--quiet", "--output=cat"],
                stdin=subprocess.DEVNULL, capture_output=True, timeout=20, check=False,
            )
        except (OSError, subprocess.SubprocessError):
            return None
        return done.stdout.decode("utf-8", "replace") or None


_EFFECTIVE = os.access in os.supports_effective_ids


def _node_text(node: dict) -> str:
    if node["kind"] == "captured":
        return ""
    if node["kind"] == "file":
        return NOT_A_DEVICE
    usable = {True: "yes", False: "no"}.get(node["usable"], "unknown")
    return (
        f"{node['kind']} device {node['major']}:{node['minor']} mode {node['mode']}"
        f" owner {node['uid']}:{node['gid']} usable {usable}"
    )


def problem_with(root: str) -> str | None:
    """Why a root cannot be read, with the remedy, or None."""
    if not os.path.isdir(root):
        return f"root: {root} is not a folder. Unpack the capture first, and name the folder that holds its proc and sys."
    try:
        names = set(os.listdir(root))
    except OSError as error:
        return f"root: {root} cannot be read ({error.strerror}). Ask as a user who may."
    if not names & {"proc", "sys"}:
        return f"root: {root} holds neither proc nor sys. Name the folder of the capture that holds them."
    return None
