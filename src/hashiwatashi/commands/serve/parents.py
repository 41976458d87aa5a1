"""Processes that `hashi serve` starts end with it, even when it is killed and can tell them nothing."""

from __future__ import annotations

import os
import signal
import time
from threading import Thread

PARENT = "HASHI_PARENT"
_LOOK_EVERY_SECONDS = 0.5
_GRACE_SECONDS = 10.0


def end_with_parent() -> None:
    """Let this process end itself soon after the one named in the environment is gone; without a name, never."""
    if parent := os.environ.get(PARENT):
        Thread(target=_watch, args=(int(parent),), name="parent", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_SECONDS)
    os._exit(1)
