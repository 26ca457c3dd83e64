"""Front-end files come from the user's registry, are checked by hash, or are done without."""

import base64
import hashlib
import http.server
import io
import json
import pathlib
import tarfile
import threading
from collections.abc import Iterator

import pytest

from admin import assets

HTMX = b"/* htmx */"
PICO = b"/* pico */"


class Registry(http.server.SimpleHTTPRequestHandler):
    """A registry on loopback that serves the folder it is given."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the library
        """Says nothing."""


@pytest.fixture
def registry(tmp_path: pathlib.Path) -> Iterator[str]:
    (tmp_path / "registry").mkdir()

    def handle(*args: object) -> Registry:
        return Registry(*args, directory=str(tmp_path / "registry"))  # type: ignore[arg-type]

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handle)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def lock(tmp_path: pathlib.Path) -> pathlib.Path:
    packages = {}
    for name, member, content in [
        ("htmx.org", "dist/htmx.min.js", HTMX),
        ("@picocss/pico", "css/pico.min.css", PICO),
    ]:
        archive = packed(f"package/{member}", content)
        place = tmp_path / "registry" / name / "-"
        place.mkdir(parents=True)
        (place / f"{name.rpartition('/')[2]}-1.0.0.tgz").write_bytes(archive)
        digest = base64.b64encode(hashlib.sha512(archive).digest()).decode()
        packages[f"node_modules/{name}"] = {"version": "1.0.0", "integrity": f"sha512-{digest}"}
    path = tmp_path / "package-lock.json"
    path.write_text(json.dumps({"packages": packages}))
    return path


def test_named_files_are_fetched(registry: str, lock: pathlib.Path, tmp_path: pathlib.Path) -> None:
    assets.fetch_all(registry, lock, tmp_path / "vendor")
    assert (tmp_path / "vendor" / "htmx.min.js").read_bytes() == HTMX
    assert (tmp_path / "vendor" / "pico.min.css").read_bytes() == PICO


def test_a_changed_archive_is_refused(
    registry: str, lock: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    archive = tmp_path / "registry" / "@picocss" / "pico" / "-" / "pico-1.0.0.tgz"
    archive.write_bytes(packed("package/css/pico.min.css", b"/* other */"))
    with pytest.raises(assets.Unavailable, match="@picocss/pico is not the file"):
        assets.fetch_all(registry, lock, tmp_path / "vendor")
    assert not (tmp_path / "vendor").exists()


def test_an_unreachable_registry_warns_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: pathlib.Path
) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9")
    monkeypatch.setattr(assets, "VENDOR", tmp_path / "vendor")
    assets.main()
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "vendor").exists()


def test_the_users_npmrc_names_the_registry(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    (tmp_path / ".npmrc").write_text("fund=false\nregistry=http://127.0.0.1:4873/\n")
    monkeypatch.setenv("NPM_CONFIG_USERCONFIG", str(tmp_path / ".npmrc"))
    monkeypatch.setattr(assets, "ask_npm", lambda: "")
    monkeypatch.delenv("npm_config_registry", raising=False)
    assert assets.find_registry() == "http://127.0.0.1:4873/"


def test_a_registry_that_is_no_web_address_is_refused() -> None:
    with pytest.raises(assets.Unavailable, match="no web address"):
        assets.download("file:///etc/hostname")


def packed(member: str, content: bytes) -> bytes:
    """An npm archive with one file."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        entry = tarfile.TarInfo(member)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()
