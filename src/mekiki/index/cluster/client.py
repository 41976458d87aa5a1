"""Talking to an OpenSearch cluster: its address, and requests that outlast the loss of a node."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from mekiki.errors import IndexUnreachable, InputError

try:
    from opensearchpy import OpenSearch
    from opensearchpy.exceptions import ConnectionError as Unreached
    from opensearchpy.exceptions import SSLError, TransportError
except ModuleNotFoundError as error:  # pragma: no cover - the tests need it
    raise ModuleNotFoundError("The cluster index needs opensearch-py: pip install 'hashiwatashi[cluster]'") from error

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,100}")
_TLS = {"opensearch": False, "http": False, "opensearchs": True, "https": True}
_PASSING = frozenset({429, 502, 503, 504})
# The loss of another node while a request is handed on to it: some of them come with status 500.
_LOST_NODE = frozenset(
    f"{name}_exception"
    for name in ("node_not_connected", "node_disconnected", "node_closed", "connect_transport", "no_node_available")
)
_REQUEST_SECONDS = 30.0
PATIENCE_SECONDS = 60.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0


class ClusterUnreachable(IndexUnreachable):
    """No node of the cluster has answered for longer than we wait; the message names the last trouble."""


class ClusterRefused(IndexUnreachable):
    """The cluster refused a request; ``status`` is the HTTP status, ``kind`` OpenSearch's name of the trouble.

    A search over several shards names what befell one of them only as the cause: ``kind`` is then that of the lost
    node, where one was lost.
    """

    def __init__(self, message: str, *, status: int, kind: str) -> None:
        super().__init__(message)
        self.status, self.kind = status, kind


@dataclass(frozen=True, slots=True)
class Address:
    """Where an index lies: nodes, the name of the index, and how a new one is laid out."""

    nodes: tuple[tuple[str, int], ...]
    name: str
    tls: bool = False
    user: str = ""
    password: str = ""
    certificates: str = ""
    shards: int = 2
    replicas: int = 1

    @classmethod
    def of(cls, url: str) -> Address:
        """Read ``opensearch://[user:password@]host:port[,host:port…]/name[?shards=2&replicas=1&certificates=path]``.

        ``opensearchs`` (or ``https``) speaks TLS; ``certificates`` is a file of certificates to trust besides the
        machine's own. Raises `InputError`.
        """
        parts = urlsplit(url)
        login, _, hosts = parts.netloc.rpartition("@")
        user, _, password = login.partition(":")
        name = parts.path.strip("/")
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        if parts.scheme not in _TLS or not hosts or not _NAME.fullmatch(name):
            raise InputError(
                "An address of a cluster index is written opensearch://host:port/name, the name in lower case;"
                f" this is not one: {url!r}."
            )
        if unknown := options.keys() - {"shards", "replicas", "certificates"}:
            raise InputError(f"Unknown in the address of the cluster index: {', '.join(sorted(unknown))}.")
        return cls(
            nodes=tuple(_node(host, 443 if parts.scheme == "https" else 9200) for host in hosts.split(",")),
            name=name,
            tls=_TLS[parts.scheme],
            user=unquote(user),
            password=unquote(password),
            certificates=options.get("certificates", ""),
            shards=_count("shards", options.get("shards", "2"), least=1),
            replicas=_count("replicas", options.get("replicas", "1"), least=0),
        )


class Cluster:
    """Requests to a cluster. What fails for the loss of a node is sent again to another: all must be repeatable."""

    def __init__(self, address: Address, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._patience = patience_seconds
        self._client = OpenSearch(
            hosts=[{"host": host, "port": port} for host, port in address.nodes],
            http_auth=(address.user, address.password) if address.user else None,
            use_ssl=address.tls,
            ca_certs=address.certificates or None,
            timeout=_REQUEST_SECONDS,
            max_retries=0,
            # A node that did not answer is asked again soon: it may be the only one left.
            dead_timeout=1,
            pool_maxsize=32,
        )

    def send(self, method: str, path: str, body: Any = None, *, patient: bool = True, **params: object) -> Any:
        """The answer to one request, as JSON; only when ``patient`` a node that is busy is asked again.

        Raises `ClusterRefused`, and `ClusterUnreachable` when there was no answer for the time of our patience.
        """
        until = time.monotonic() + self._patience
        attempt = 0
        while True:
            try:
                return self._client.transport.perform_request(method, path, params=_written(params), body=body)
            except SSLError as error:
                raise ClusterUnreachable(f"The search cluster's certificate is not trusted: {error}") from error
            except Unreached as error:
                trouble: Exception = error
            except TransportError as error:
                refused = _refused(error)
                if not patient or not self.passes(refused.status, refused.kind):
                    raise refused from error
                trouble = error
            if time.monotonic() > until:
                raise ClusterUnreachable(
                    f"The search cluster has not answered for {self._patience:g} s: {trouble}"
                ) from trouble
            self.pause(attempt)
            attempt += 1

    @staticmethod
    def passes(status: int, kind: str) -> bool:
        """Whether a trouble of this HTTP status and name goes away by itself: a busy or a lost node."""
        return status in _PASSING or kind in _LOST_NODE

    @staticmethod
    def pause(attempt: int) -> None:
        """Wait before the next try; ``attempt`` counts from 0."""
        time.sleep(min(_FIRST_PAUSE * 2**attempt, _LONGEST_PAUSE))

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()


def _refused(error: TransportError) -> ClusterRefused:
    status = error.status_code if isinstance(error.status_code, int) else 0
    info = error.info if isinstance(error.info, Mapping) else {}
    told = info.get("error", info)
    message = json.dumps(told, ensure_ascii=False, default=str)[:2000]
    return ClusterRefused(
        f"The search cluster refused a request ({status} {error.error}): {message}",
        status=status,
        kind=kind_of(told) or error.error,
    )


def kind_of(trouble: object) -> str:
    """OpenSearch's name of a trouble: that of a lost node when one is among its causes, else the outermost."""
    names = list(_kinds(trouble))
    return next((name for name in names if name in _LOST_NODE), names[0] if names else "")


def _kinds(trouble: object) -> Iterator[str]:
    """The names of a trouble and of all that caused it, on whichever shard."""
    if isinstance(trouble, Mapping):
        if isinstance(kind := trouble.get("type"), str):
            yield kind
        for name in ("root_cause", "failed_shards", "reason", "caused_by"):
            yield from _kinds(trouble.get(name))
    elif isinstance(trouble, list):
        for one in trouble:
            yield from _kinds(one)


def _written(params: Mapping[str, object]) -> dict[str, object]:
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in params.items()}


def _node(text: str, port: int) -> tuple[str, int]:
    """Host and port; an IPv6 address stands in brackets."""
    parts = urlsplit(f"//{text}")
    try:
        found = parts.port or port
    except ValueError as error:
        raise InputError(f"Not a node of a cluster, host:port: {text!r}.") from error
    if not parts.hostname:
        raise InputError(f"Not a node of a cluster, host:port: {text!r}.")
    return parts.hostname, found


def _count(name: str, text: str, *, least: int) -> int:
    if not text.isdecimal() or int(text) < least:
        raise InputError(f"{name} of a cluster index must be a number from {least}, not {text!r}.")
    return int(text)
