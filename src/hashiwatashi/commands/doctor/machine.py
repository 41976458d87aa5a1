"""The machine: Python, memory, the folder everything is written to, the clock."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.commands.doctor.findings import Finding, broken, good, warning
from hashiwatashi.common.audit.models import AuditEvent

_OLDEST_PYTHON = (3, 11)
_GIGABYTE = 1024**3
_MEMORY_WANTED = _GIGABYTE
_SPACE_WANTED = 2 * _GIGABYTE
_SPACE_NEEDED = _GIGABYTE // 5
_CLOCK_SLIP = timedelta(seconds=5)


def python(version: tuple[int, ...] = sys.version_info[:3]) -> Finding:
    """The interpreter is new enough."""
    text = ".".join(map(str, version))
    if version < _OLDEST_PYTHON:
        return broken("Python", text, _("Python 3.11 or newer is needed: make setup PYTHON=/path/to/python3.11"))
    return good("Python", text)


def memory(meminfo: Path = Path("/proc/meminfo")) -> Finding:
    """Enough memory is free for the dictionary and the index; unknown on systems without /proc."""
    part = _("Memory")
    if not meminfo.exists():
        return good(part, _("not told by this system"))
    lines = (line.split() for line in meminfo.read_text(encoding="ascii").splitlines())
    kilobytes = {words[0].rstrip(":"): int(words[1]) for words in lines}
    available = kilobytes["MemAvailable"] * 1024
    seen = _("%(size)s free") % {"size": _size(available)}
    if available < _MEMORY_WANTED:
        return warning(part, seen, _("At least 1 GB should be free: stop other programs or add memory."))
    return good(part, seen)


def home_folder(home: Path) -> Finding:
    """Files can be written, and the key is nobody else's to read."""
    part = _("Folder HASHI_HOME")
    try:
        with tempfile.NamedTemporaryFile(dir=home):
            pass
    except OSError as error:
        mend = _("Make the folder and give it to the user that runs hashi: chown -R USER %(home)s")
        return broken(part, f"{home}: {error.strerror}", mend % {"home": home})
    if home.stat().st_mode & 0o077:
        mend = _("Let nobody else in: chmod -R go= %(home)s")
        return warning(part, _("others can look into %(home)s") % {"home": home}, mend % {"home": home})
    key = home / "secret_key"
    if key.exists() and key.stat().st_mode & 0o077:
        mend = _("Let nobody else read the key: chmod 600 %(key)s")
        return warning(part, _("others can read %(key)s") % {"key": key}, mend % {"key": key})
    return good(part, str(home))


def disk_space(home: Path, *, wanted: int = _SPACE_WANTED, needed: int = _SPACE_NEEDED) -> Finding:
    """Room is left on the disk of ``home``; ``wanted`` and ``needed`` in bytes."""
    part = _("Disk space")
    standing = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(standing).free
    seen = _("%(size)s free") % {"size": _size(free)}
    mend = _("Free some space or move HASHI_HOME to a larger disk; at least 2 GB should be free.")
    if free < needed:
        return broken(part, seen, mend)
    return warning(part, seen, mend) if free < wanted else good(part, seen)


def clock() -> Finding:
    """The time runs forward: nothing in the audit trail is from the future."""
    part = _("Clock")
    now = timezone.now()
    seen = f"{timezone.localtime(now):%Y-%m-%d %H:%M:%S %Z}"
    latest = AuditEvent.objects.order_by("-at").values_list("at", flat=True).first()
    if latest and latest - now > _CLOCK_SLIP:
        told = _("%(now)s, but the latest record is from %(latest)s")
        seen = told % {"now": seen, "latest": f"{timezone.localtime(latest):%Y-%m-%d %H:%M:%S}"}
        return broken(part, seen, _("Set the clock of this machine (timedatectl set-ntp true)."))
    return good(part, seen)


def running_as_root() -> Finding:
    """The product does not need the rights of root."""
    part = _("User")
    if os.geteuid() == 0:
        return warning(part, "root", _("Run hashi as a user of its own, not as root."))
    return good(part, str(os.geteuid()))


def _size(size: int) -> str:
    return f"{size / _GIGABYTE:.1f} GB"
