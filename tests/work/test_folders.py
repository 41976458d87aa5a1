"""Folders that are taken away while others look at them."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from hashiwatashi.work import folders

_SECONDS = 1.0


def test_comings_and_goings_at_once_do_not_disturb_each_other():
    until = time.monotonic() + _SECONDS

    def come_and_go():
        times = 0
        while time.monotonic() < until:
            uid = uuid4()
            (folders.make(uid) / "input.csv").write_bytes(b"a")
            folders.remove(uid)
            folders.remove(uid)
            assert not folders.folder_of(uid).exists()
            times += 1
        return times

    with ThreadPoolExecutor(6) as pool:
        turns = [pool.submit(come_and_go) for _ in range(6)]
        assert min(turn.result() for turn in turns) > 0
    assert list(folders.home().iterdir()) == []
