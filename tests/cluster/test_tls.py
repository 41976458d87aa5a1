"""TLS and an account, as a proxy before a real cluster asks for them."""

import base64
import shutil
import socket
import ssl
import subprocess
import threading

import pytest

from mekiki import Document, Query
from mekiki.index.cluster import ClusterRefused, ClusterUnreachable, OpenSearchIndex
from mekiki.index.cluster.client import Address

ACCOUNT = "mekiki:p%40ss"
EXPECTED = b"authorization: basic " + base64.b64encode(b"mekiki:p@ss").lower()
REFUSAL = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@pytest.fixture
def certificate(tmp_path):
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", tmp_path / "key.pem", "-out", tmp_path / "certificate.pem"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names, *files],
        check=True,
        capture_output=True,
    )
    return tmp_path


@pytest.fixture
def behind_tls(url, certificate):
    """Makes addresses of the test's index behind a proxy that speaks TLS and wants the account."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "certificate.pem", certificate / "key.pem")
    address = Address.of(url)
    listening = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                plain, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(plain,), daemon=True).start()

    def answer(plain):
        try:
            with (
                context.wrap_socket(plain, server_side=True) as outside,
                socket.create_connection(address.nodes[0]) as inside,
            ):
                first = outside.recv(65_536)
                if EXPECTED not in first.lower():
                    outside.sendall(REFUSAL)
                    return
                inside.sendall(first)
                back = threading.Thread(target=carry, args=(inside, outside), daemon=True)
                back.start()
                carry(outside, inside)
        except OSError:
            # The client does not trust us and hangs up.
            return

    def carry(source, target):
        try:
            while content := source.recv(65_536):
                target.sendall(content)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return

    threading.Thread(target=serve, daemon=True).start()
    port = listening.getsockname()[1]
    yield lambda account, options="": f"opensearchs://{account}127.0.0.1:{port}/{address.name}{options}"
    listening.close()


def test_a_trusted_cluster_is_used_with_the_account(behind_tls, certificate):
    index = OpenSearchIndex(behind_tls(f"{ACCOUNT}@", f"?certificates={certificate / 'certificate.pem'}"))
    index.replace_all([Document("ct", "X線CT装置", "鋳物の空洞を見る")])
    assert [hit.id for hit in index.search(Query("鋳物")).hits] == ["ct"]
    index.close()


def test_a_certificate_that_is_not_trusted_is_refused_at_once(behind_tls):
    with pytest.raises(ClusterUnreachable, match="not trusted"):
        len(OpenSearchIndex(behind_tls(f"{ACCOUNT}@")))


def test_a_wrong_account_is_told(behind_tls, certificate):
    with pytest.raises(ClusterRefused, match="401"):
        len(OpenSearchIndex(behind_tls("mekiki:wrong@", f"?certificates={certificate / 'certificate.pem'}")))
