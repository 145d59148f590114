"""Who may use a shared server: names with hashed passwords in a file, and the readers who are logged in.

The file has one ``name:hash`` a line, the hash Argon2id in its usual written form; ``onrecord password`` writes it.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import threading
import time
from collections import OrderedDict
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from rag.errors import UsageError

# Seconds that a reader stays logged in.
SESSION_SECONDS: Final = 30 * 86400
# Wrong passwords for one name from one address within so many seconds, after which even the right one has to wait.
MAX_FAILURES: Final = 10
FAILURE_SECONDS: Final = 300
MIN_PASSWORD: Final = 8
MAX_PASSWORD: Final = 1_000
_NAME: Final = re.compile(r"[\w.@+-]{1,64}")
_KEPT: Final = 1_000


class Users:
    """Checks names and passwords, and remembers who is logged in until the server stops. Safe to use from threads."""

    def __init__(self, hashes: dict[str, str]) -> None:
        """``hashes`` are Argon2 hashes by name."""
        self._hashes = hashes
        self._hasher = PasswordHasher()
        # A name that is not there takes as long as one that is.
        self._nobody = self._hasher.hash(secrets.token_hex())
        self._sessions: OrderedDict[bytes, tuple[str, float]] = OrderedDict()
        self._failures: OrderedDict[tuple[str, str], list[float]] = OrderedDict()
        self._known: OrderedDict[bytes, str] = OrderedDict()
        self._key = secrets.token_bytes(32)
        self._lock = threading.Lock()

    @classmethod
    def load(cls, path: Path) -> Users:
        """Reads the file.

        Raises:
            UsageError: it is not there, holds nobody, or a line is no name with a hash.
        """
        hashes = _read(path)
        if not hashes:
            raise UsageError(f"{path} names nobody. Add a reader: `onrecord password NAME --auth {path}`.")
        return cls(hashes)

    def check(self, name: str, password: str, place: str = "") -> bool:
        """Whether that is the name's password; never, for a while, after many wrong ones from ``place``."""
        if self.blocked(name, place) or len(password) > MAX_PASSWORD:
            return False
        with self._lock:  # one at a time: each takes tens of megabytes
            try:
                right = self._hasher.verify(self._hashes.get(name, self._nobody), password) and name in self._hashes
            except (VerificationError, InvalidHashError):
                right = False
            if not right:
                self._failures.setdefault((name, place), []).append(time.monotonic())
                while len(self._failures) > _KEPT:
                    self._failures.popitem(last=False)
        return right

    def blocked(self, name: str, place: str) -> bool:
        """Whether this name has to wait, at this address."""
        now = time.monotonic()
        recent = [one for one in self._failures.get((name, place), ()) if now - one < FAILURE_SECONDS]
        return len(recent) >= MAX_FAILURES

    def check_again(self, name: str, password: str, place: str = "") -> bool:
        """``check`` for programs that send the password with every request: the right one is recognised at once."""
        key = hmac.digest(self._key, f"{name}\0{password}".encode(), "sha256")
        if self._known.get(key) == name:
            return True
        if not self.check(name, password, place):
            return False
        self._known[key] = name
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return True

    def log_in(self, name: str) -> str:
        """A token by which ``reader`` knows the name from now on."""
        token = secrets.token_urlsafe(24)
        self._sessions[_digest(token)] = (name, time.monotonic() + SESSION_SECONDS)
        while len(self._sessions) > _KEPT:
            self._sessions.popitem(last=False)
        return token

    def reader(self, token: str) -> str:
        """The name of who is logged in with the token, or nothing."""
        name, until = self._sessions.get(_digest(token), ("", 0.0))
        return name if time.monotonic() < until else ""

    def log_out(self, token: str) -> None:
        """Forgets the token."""
        self._sessions.pop(_digest(token), None)


def set_password(path: Path, name: str, password: str) -> None:
    """Writes the name's line, in the place of an earlier one.

    Raises:
        UsageError: the name or the password will not do, or the file is no file of users.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name!r} is no name for a reader. Use letters, digits and . @ + - _, 64 at most.")
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise UsageError(
            f"The password has {len(password)} characters. Use {MIN_PASSWORD} or more, {MAX_PASSWORD} at most."
        )
    hashes = _read(path) if path.exists() else {}
    hashes[name] = PasswordHasher().hash(password)
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    beside.touch(mode=0o600)
    beside.write_text("".join(f"{one}:{text}\n" for one, text in hashes.items()), "utf-8")
    os.replace(beside, path)


def _read(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} cannot be read as a file of readers: {error}. Make it: `onrecord password NAME --auth {path}`."
        ) from None
    hashes: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        name, _, text = line.strip().partition(":")
        if not name and not text:
            continue
        if not _NAME.fullmatch(name) or not text.startswith("$argon2"):
            # The line itself may hold a password, and is not repeated.
            raise UsageError(
                f"{path}, line {number}: expected name:hash with an Argon2 hash. Write it with `onrecord password`."
            )
        hashes[name] = text
    return hashes


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
