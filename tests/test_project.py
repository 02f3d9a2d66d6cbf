"""What the project says of itself: layers, registries, templates, the config, the docs."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from bot.settings import BadConfig, Settings, load_settings
from handlers.commands import COMMANDS

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "domain", "storage", "seed")
# Who may import whom. handlers see storage's functions, which take the transaction they are given.
ARROWS = {
    "domain": {"domain"},
    "storage": {"domain", "storage"},
    "seed": {"domain", "seed"},
    "handlers": {"domain", "storage", "handlers"},
    "bot": set(PACKAGES),
}
IO = {"sqlite3", "aiosqlite", "aiohttp", "asyncio", "telegram", "socket", "requests", "subprocess"}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imports(path: Path) -> set[str]:
    """The top-level names a module imports, those for type checking alone left out."""
    found: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_follow_the_layers(package: str) -> None:
    for path in modules(package):
        wrong = (imports(path) & set(PACKAGES)) - ARROWS[package]
        assert not wrong, f"{path.relative_to(ROOT)} imports {wrong}"


@pytest.mark.parametrize("package", ["domain", "handlers", "seed"])
def test_below_the_edge_there_is_no_io_and_nothing_is_async(package: str) -> None:
    for path in modules(package):
        assert not imports(path) & IO, path
        tree = ast.parse(path.read_text(encoding="utf-8"))
        waits = (ast.AsyncFunctionDef, ast.Await, ast.AsyncWith, ast.AsyncFor)
        assert not any(isinstance(node, waits) for node in ast.walk(tree)), path


def test_modules_stay_small() -> None:
    for package in PACKAGES:
        for path in modules(package):
            length = len(path.read_text(encoding="utf-8").splitlines())
            assert length <= 300, f"{path.relative_to(ROOT)} has {length} lines"


def used_templates() -> set[str]:
    """Every template that a Reply or a Refused names in the code."""
    found: set[str] = set()
    for package in ("handlers", "bot", "domain"):
        for path in modules(package):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in ("Reply", "Refused")
                    and node.args
                    and isinstance(node.args[0], ast.Constant)
                ):
                    found.add(node.args[0].value)
    return found


def test_every_template_exists_and_is_used() -> None:
    files = {path.stem for path in (ROOT / "bot/templates").glob("*.j2")}
    # What other templates import begins with a line below.
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "bot/templates").glob("*.j2")]
    shared = set(re.findall(r'from "(_\w+)\.j2" import', "\n".join(texts)))
    assert used_templates() - files == set()
    assert files - used_templates() - shared == set()
    assert {name for name in files if name.startswith("_")} == shared


def test_every_command_is_in_the_readmes() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for command in COMMANDS:
            if command.in_menu:
                assert f"/{command.name}" in text, f"{name}: /{command.name}"


def test_the_readmes_are_in_step() -> None:
    """The same headings and the same code blocks, one in English and one in Chinese."""
    english, chinese = (
        (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")
    )
    levels = [re.findall(r"^(#+) ", text, re.MULTILINE) for text in (english, chinese)]
    assert levels[0] == levels[1]
    blocks = [re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for text in (english, chinese)]
    assert [re.sub(r"#.*", "", b) for b in blocks[0]] == [re.sub(r"#.*", "", b) for b in blocks[1]]


def test_pictures_and_files_that_the_docs_name_exist() -> None:
    for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", text):
            assert (ROOT / target).exists(), f"{name}: {target}"


def test_make_words_that_the_docs_name_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    words = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for word in re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE):
            assert word in words, f"{name}: make {word}"


def test_the_example_config_is_every_key_with_its_default(tmp_path: Path) -> None:
    example = (ROOT / "config.example.toml").read_text(encoding="utf-8")
    given = tomllib.loads(example.replace('# file = "', 'file = "'))
    for section, field in Settings.model_fields.items():
        keys = set(field.annotation.model_fields)  # type: ignore[union-attr]
        assert set(given[section]) == keys, section
    copy = tmp_path / "config.toml"
    copy.write_text(example, encoding="utf-8")
    loaded, plain = load_settings(copy), Settings()
    plain.storage.path = tmp_path / plain.storage.path
    assert loaded.model_dump() == plain.model_dump()


def test_environment_variables_override(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[telegram]\ntoken = "1:a"\n[web]\nport = 1\n', encoding="utf-8")
    monkeypatch.setenv("DUBAN_TELEGRAM__TOKEN", "2:b")
    loaded = load_settings(file)
    assert loaded.telegram.token.get_secret_value() == "2:b"
    assert loaded.web.port == 1
    assert "2:b" not in repr(loaded)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[telegramm]\ntoken = ''", "telegramm：没有这一项"),
        ("[web]\nprot = 1", "web.prot：没有这一项，请核对拼写（可用：enabled"),
        ("[web]\nport = 'x'", "web.port"),
        ("[access]\nadmins = ['1001']", "access.admins"),
        ("[time]\nzone = 'Mars'", "time.zone"),
        ("[web", "不是有效的 TOML"),
        ("[telegram]\ntoken = ['s3cret']", "telegram.token"),
    ],
)
def test_a_bad_config_is_explained_without_its_values(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadConfig) as raised:
        load_settings(file)
    assert says in str(raised.value)
    assert "s3cret" not in str(raised.value)


def test_requirements_are_locked_by_hash_and_name_no_index() -> None:
    for name in ("run.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9_.-]+==\S+", text, re.MULTILINE)
        assert len(pins) > 20
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text
        assert "--index" not in text
        assert "--find-links" not in text


def test_the_changelog_names_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
