"""How a document lies in the cluster: the same ready terms as in the embedded index, a row a document and change."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from mekiki.index.layout import NO_TERM, Prepared, Stored, keyword_column
from mekiki.ranking.candidates import Candidate
from mekiki.ranking.occurrences import code_of_word
from mekiki.ranking.statistics import FIELDS, LENGTHS

#: What a reader needs of a document it ranks or shows.
LAID = ("id", "words", "title", "body", "folded", "record", "bytes")
# Nobody is kept from a far page; the cluster pays for it only when somebody asks.
_FARTHEST_PAGE = 1_000_000
_MOST_FILTERS = 100_000
#: A copy that could not be placed while nodes came and went is tried again until it can: the cluster's own limit of
#: five is soon reached on a busy machine, and then the copy is missing until somebody sends a `_cluster/reroute`.
PLACING_TRIES = 10_000


def settings(*, shards: int, replicas: int) -> dict[str, Any]:
    """Body that creates an index of documents."""
    # k1 and b are tantivy's; terms come ready and are only split at spaces, so no language plug-in is needed.
    similarity = {"type": "BM25", "k1": 1.2, "b": 0.75}
    terms = {"type": "text", "analyzer": "whitespace", "index_options": "freqs", "similarity": "ours"}
    length = {"type": "integer", "index": False}
    properties: dict[str, Any] = {"key": {"type": "keyword"}, "born": {"type": "long"}}
    properties |= dict.fromkeys(FIELDS, terms) | {f"{name}_length": length for name in LENGTHS}
    properties["near"] = {**terms, "index_options": "docs"}
    properties |= {
        "stamp": {"type": "keyword", "index": False},
        "order": {"type": "keyword", "index": False},
        "tie": {"type": "long", "index": False},
        "keywords": {"type": "object", "dynamic": True},
    }
    # Only kept: what `LAID` names besides the words.
    kept = {"type": "keyword", "index": False, "doc_values": False}
    properties |= {name: kept for name in LAID if name != "words"}
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": replicas,
            # A writer makes its rows visible itself, all at once.
            "refresh_interval": -1,
            "max_result_window": _FARTHEST_PAGE,
            "max_terms_count": _MOST_FILTERS,
            "allocation.max_retries": PLACING_TRIES,
            "similarity": {"ours": similarity},
        },
        "mappings": {
            "dynamic": "strict",
            "properties": properties,
            "dynamic_templates": [{"keywords": {"path_match": "keywords.*", "mapping": {"type": "keyword"}}}],
        },
    }


def key_of(document_id: str) -> str:
    """What stands for an id of any length: 32 hexadecimal digits."""
    return hashlib.blake2b(document_id.encode(), digest_size=16).hexdigest()


def column(name: str) -> str:
    """The field of a keyword; a path of blanks would be refused."""
    return "keywords." + _piece(keyword_column(name).removeprefix("keywords."))


def row(prepared: Prepared, *, ticket: int) -> tuple[str, bytes]:
    """A prepared document as it is written: the name of its row, and the row in JSON; ``ticket`` is its writer's.

    Raises `UnicodeEncodeError` for an id or a keyword with half a character in it, as the embedded index does.
    """
    fields: dict[str, Any] = {"key": key_of(prepared.id), "born": ticket}
    fields |= {"stamp": prepared.stamp, "order": prepared.order, "tie": prepared.tie}
    for name, (text, length) in zip(FIELDS, prepared.fields, strict=True):
        fields |= {name: text, f"{name}_length": length}
    fields["keywords"] = {_piece(name): values for name, values in prepared.keywords.items()}
    fields |= {"near": prepared.near, "title_length": prepared.title}
    fields |= {"title": str(prepared.title), "body": str(prepared.body)}
    fields |= {"id": prepared.id, "folded": prepared.folded.decode()}
    fields |= {"record": _text_of(prepared.record), "bytes": ""}
    if not fields["record"]:
        # A text may hold half characters, which JSON may not.
        fields["bytes"] = base64.b64encode(prepared.record).decode("ascii")
    return f"{fields['key']}-{ticket}", json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def candidate(entry: Mapping[str, str]) -> Candidate:
    """What the ranker needs of a document found."""
    words = "" if entry["words"] == NO_TERM else entry["words"]
    codes = b"".join(map(code_of_word, words.split(" "))) if words else b""
    return Candidate(
        entry["id"],
        words.encode(),
        codes,
        entry["folded"].encode(),
        title=int(entry["title"]),
        body=int(entry["body"]),
    )


def stored(entry: Mapping[str, str]) -> Stored:
    """What a hit needs of a document found."""
    record = entry["record"] or base64.b64decode(entry["bytes"]).decode("utf-8", "surrogatepass")
    title, text, keywords, places = json.loads(record)
    return Stored(
        id=entry["id"],
        title=title,
        text=text,
        keywords={name: tuple(values) for name, values in keywords.items()},
        terms=tuple(entry["words"].split(" ")) if places else (),
        places=tuple(zip(places[::2], places[1::2], strict=True)),
    )


def _text_of(record: bytes) -> str:
    """The record as a text; empty where it is none."""
    try:
        return record.decode()
    except UnicodeDecodeError:
        return ""


def _piece(name: str) -> str:
    return "k" + name.replace(" ", "%20")
