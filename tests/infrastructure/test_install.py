"""Set-up takes its files from where the user's own pip takes them."""

import importlib.util
import pathlib
from types import ModuleType

import pytest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / ".ci" / "install.py"


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> ModuleType:
    """The script, with a pip configuration file of its own."""
    for name in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "pip.conf").write_text(
        "[global]\nindex-url = http://127.0.0.1:1/global\n"
        "extra-index-url =\n    http://127.0.0.1:1/a\n    http://127.0.0.1:1/b\n"
    )
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    spec = importlib.util.spec_from_file_location("install", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_index_of_the_pip_configuration_is_used(install: ModuleType) -> None:
    names = install.uv_environment()
    assert names["UV_DEFAULT_INDEX"] == "http://127.0.0.1:1/global"
    assert names["UV_INDEX"] == "http://127.0.0.1:1/a http://127.0.0.1:1/b"


def test_the_environment_overrules_the_file(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:1/mine")
    assert install.uv_environment()["UV_DEFAULT_INDEX"] == "http://127.0.0.1:1/mine"


def test_what_is_set_for_uv_itself_wins(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:1/uv")
    assert install.uv_environment()["UV_DEFAULT_INDEX"] == "http://127.0.0.1:1/uv"
