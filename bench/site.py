"""How fast the site answers with the real files and 100,000 invented records in it.

    .venv/bin/python bench/site.py [--records 100000] [--requests 200] [--home FOLDER] [--processes N]

Everything happens in a folder of its own (a temporary one unless --home keeps it for another run): a fresh SQLite
database, the real server on loopback, requests of one client and of two and eight at a time. Nothing is sent
elsewhere.
With --processes 1 the site answers from one web process, to compare.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
HASHI = str(Path(sys.executable).parent / "hashi")
REAL = (
    ("municipalities", "municipality_codes.csv"),
    ("industries", "jsic14.json"),
    ("organisations", "corporate_numbers_cp932.csv"),
    ("equipment", "equipment_japan.csv"),
    ("seeds", "kaken_2018_2020.csv"),
    ("themes", "rd_themes_miyagi.csv"),
    ("calls", "subsidies_jgrants.csv"),
)


def _words(text: str) -> list[str]:
    return text.split()


SHORT = (
    "電子顕微鏡",
    "X線CT",
    "部品がさびる原因を調べたい",
    "樹脂の中の異物を分析",
    "食品の硬さを測る",
    "木材の強度試験ができる装置",
    "めっきの厚さを測りたい",
    "騒音を減らす材料の評価方法",
    "アルミ鋳物の内部の空洞を壊さずに見る",
    "電池の充放電特性を長時間測定",
)
SUBJECTS = _words(
    """
金属 樹脂 食品 木材 繊維 電池 半導体 ガラス 陶磁器 塗膜 接着剤 水産物 味噌 日本酒 鋳物 歯車 軸受
基板 包装材 薬品
"""
)
MATTERS = _words(
    """
異物 さび 強度 硬さ 摩耗 騒音 振動 厚さ 成分 水分 色 香り 味 亀裂 空洞 表面粗さ 耐熱性 導電性 密着性
寿命
"""
)
VERBS = _words(
    """
測定する 分析する 観察する 評価する 比べる 減らす 予測する 検査する 改善する 管理する
"""
)
DEVICES = _words(
    """
電子顕微鏡 X線回折装置 万能試験機 分光光度計 質量分析計 三次元測定機 恒温恒湿槽 硬度計 粘度計
熱分析装置
"""
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--processes", type=int, default=0, help="web processes; 0: one for each core")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = options.home or Path(temporary)
        os.environ |= {"HASHI_HOME": str(home), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "hashiwatashi.settings"}
        _hashi("migrate")
        if not (home / "filled").exists():
            _fill(options.records)
            (home / "filled").touch()
        _measure(options.requests, options.processes)
    return 0


def _fill(records: int) -> None:
    for table, name in REAL:
        if (SHARED / name).is_file():
            seconds, line = _timed(partial(_hashi, "import", table, str(SHARED / name), "--json"))
            print(f"import {name}: {seconds:.1f} s, {line.strip().splitlines()[-1]}", flush=True)
    seconds, _ = _timed(lambda: _invent(records))
    print(f"{records:,} invented records stored: {seconds:.1f} s", flush=True)
    seconds, _ = _timed(lambda: _hashi("index", "build"))
    print(f"index built: {seconds:.1f} s (goal for 100,000: 180 s)", flush=True)


def _hashi(*words: str) -> str:
    home = os.environ["HASHI_HOME"]  # rejected rows are written where the command runs
    Path(home).mkdir(parents=True, exist_ok=True)
    done = subprocess.run([HASHI, *words], check=True, stdout=subprocess.PIPE, text=True, timeout=1800, cwd=home)
    return done.stdout


def _invent(records: int) -> None:
    """Bulk-load invented (架空) equipment, seeds and needs; seeded, so every run has the same."""
    # Django can be set up only when the environment names the bench's own folder.
    import django

    django.setup()
    from django.db import transaction

    from hashiwatashi.equipment.models import Equipment
    from hashiwatashi.needs.models import Need
    from hashiwatashi.organisations.models import Organisation
    from hashiwatashi.technology.models import Seed

    chance = random.Random(20_261_124)
    with transaction.atomic():
        owners = [
            Organisation.objects.create(
                kind="public_lab", name=f"架空第{number}試験場", prefecture_id=f"{number % 47 + 1:02}"
            )
            for number in range(300)
        ]

        phrases = _phrases()

        def equipment(number: int) -> Equipment:
            owner = chance.choice(owners)
            name = f"{chance.choice(DEVICES)} K{number}"
            place = {"prefecture_id": owner.prefecture_id, "external_use": "open"}
            return Equipment(owner=owner, name=name, uses=_text(chance, phrases, 8), **place)

        def seed(number: int) -> Seed:
            return Seed(owner=chance.choice(owners), title=chance.choice(phrases), summary=_text(chance, phrases, 8))

        def need(number: int) -> Need:
            return Need(owner=chance.choice(owners), title=chance.choice(phrases), text=_text(chance, phrases, 6))

        counts = (int(records * 0.6), int(records * 0.2), int(records * 0.2))
        Equipment.objects.bulk_create(map(equipment, range(counts[0])), batch_size=1000)
        Seed.objects.bulk_create(map(seed, range(counts[1])), batch_size=1000)
        Need.objects.bulk_create(map(need, range(counts[2])), batch_size=1000)


def _phrases() -> list[str]:
    """What invented records are put together from: the clauses of the real ones, so that words are as frequent and as
    rare as in life; where the real files are not here, a few hundred made-up clauses, which is harder."""
    from hashiwatashi.equipment.models import Equipment
    from hashiwatashi.technology.models import Seed

    texts = [*Equipment.objects.values_list("uses", flat=True), *Seed.objects.values_list("summary", flat=True)]
    clauses = {clause.strip() for text in texts for clause in re.split(r"[。、，．\n]", text)}
    real = sorted(clause for clause in clauses if 4 <= len(clause) <= 40)
    return real if len(real) > 1000 else sorted({_sentence(random.Random(number)) for number in range(400)})


def _text(chance: random.Random, phrases: list[str], count: int) -> str:
    return "架空の記録。" + "。".join(chance.choice(phrases) for _ in range(count)) + "。"


def _sentence(chance: random.Random) -> str:
    subject, matter, verb = chance.choice(SUBJECTS), chance.choice(MATTERS), chance.choice(VERBS)
    return f"{subject}の{matter}を{chance.choice(DEVICES)}で{verb}"


def _measure(requests: int, processes: int) -> None:
    page = "これまで次のような困りごとがありました。" + "。".join(
        _sentence(random.Random(number)) for number in range(60)
    )
    with _served(processes) as base:
        print("\n| what | clients | p50 ms | p95 ms | server: p50 ms | p95 ms | answers/s | failed | goal p95 ms |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
        for label, path, goal, asked in (
            ("search page, 1–8 words", "/?q=", 150, SHORT),
            ("search page, a page of text", "/?q=", 150, (page[:1500],)),
            ("API match, 1–8 words", "/api/v1/match?q=", 60, SHORT),
            ("API match, one kind", "/api/v1/match?kinds=equipment&q=", 60, SHORT),
            ("API list of equipment", "/api/v1/equipment?limit=20&q=", 60, ("", "K12")),
            ("list of equipment, page 40", "/equipment/?page=40&text=", 150, ("",)),
            ("list of equipment with a word", "/equipment/?text=", 150, ("電子", "K12", "SEM", "測定")),
        ):
            addresses = [f"{base}{path}{quote(asked[number % len(asked)])}" for number in range(requests)]
            for parallel in (1, 2, 8):
                print(f"| {label} | {parallel} | {' | '.join(_figures(addresses, parallel))} | {goal} |", flush=True)
        print(f"| an edited record is found after | 1 | {_edit(base):.0f} | | | | | | 5000 |", flush=True)


def _figures(addresses: list[str], parallel: int) -> list[str]:
    """The cells of one line: client's and server's p50 and p95 in milliseconds, answers a second, failures."""
    client, server, seconds, failed = _ask(addresses, parallel)
    times = [f"{_share(found, share):.0f}" for found in (client, server) for share in (0.5, 0.95)]
    return [*times, f"{(len(addresses) - failed) / seconds:.0f}", str(failed)]


def _ask(addresses: list[str], parallel: int) -> tuple[list[float], list[float], float, int]:
    """Milliseconds of each request by the client's clock and by the server's, after some to warm up; the seconds
    for all of them together, and how many did not succeed."""
    with ThreadPoolExecutor(parallel) as pool:
        list(pool.map(_succeeds, addresses[: 5 * parallel]))
        begun = time.perf_counter()
        answers = list(pool.map(_timed_answer, addresses))
        seconds = time.perf_counter() - begun
    lines = [json.loads(line) for line in _log().read_text(encoding="utf-8").splitlines() if line.startswith("{")]
    server = [line["ms"] for line in lines if line["event"] == "request"][-len(addresses) :]
    return [spent for spent, _ in answers], server, seconds, sum(not succeeded for _, succeeded in answers)


def _timed_answer(address: str) -> tuple[float, bool]:
    start = time.perf_counter()
    succeeded = _succeeds(address)
    return (time.perf_counter() - start) * 1000, succeeded


def _succeeds(address: str) -> bool:
    try:
        _get(address)
    except OSError:
        return False
    return True


def _share(times: list[float], share: float) -> float:
    return sorted(times)[max(0, int(len(times) * share) - 1)]


def _log() -> Path:
    """What the server writes while it is measured."""
    return Path(os.environ["HASHI_HOME"]) / "requests.log"


def _edit(base: str) -> float:
    """Milliseconds from the commit of a change until the API finds it."""
    from hashiwatashi.common.audit.trail import SystemActor
    from hashiwatashi.equipment.actions import change_equipment
    from hashiwatashi.equipment.models import Equipment

    word = "ぬらりひょん"
    change_equipment(Equipment.objects.order_by("?")[0], by=SystemActor("bench"), uses=f"{word}を調べる")
    start = time.perf_counter()
    while time.perf_counter() - start < 60:
        answer = json.loads(_get(f"{base}/api/v1/match?kinds=equipment&q={quote(word)}"))
        if any(word in hit["record"]["uses"] for hit in answer["groups"][0]["hits"]):
            break
        time.sleep(0.1)
    return (time.perf_counter() - start) * 1000


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as response:  # noqa: S310 - loopback only
        body: bytes = response.read()
        return body


@contextmanager
def _served(processes: int) -> Iterator[str]:
    """The real server and worker on a free loopback port."""
    import django

    django.setup()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    settings = {"LOG_REQUESTS": "true", "LOG_FORMAT": "json", "REQUESTS_PER_MINUTE": "1000000"}
    with _log().open("wb") as log:
        process = subprocess.Popen(
            [HASHI, "serve", "--port", str(port), "--processes", str(processes)],
            stdout=subprocess.DEVNULL,
            stderr=log,
            env={**os.environ, **settings},
        )
    try:
        for _ in range(300):
            try:
                _get(f"{base}/help/")
                break
            except OSError:
                time.sleep(0.2)
        yield base
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _timed(work: Callable[[], object]) -> tuple[float, str]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, str(result)


if __name__ == "__main__":
    sys.exit(main())
