"""docker-compose.yml, as far as it can be held to the code without Docker."""

from __future__ import annotations

import importlib.util
import re
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from musicdb.options import OPTIONS, load
from musicdb.programs import ANALYSIS_QUEUES, MAINTENANCE_QUEUES
from tests.paths import ROOT

TEXT = (ROOT / "docker-compose.yml").read_text()
SERVICES: dict[str, Any] = yaml.safe_load(TEXT)["services"]
OURS = [name for name, service in SERVICES.items() if service["image"] == "musicdb"]
SETTINGS = (ROOT / "docs" / "settings.md").read_text()


def commands(name: str) -> list[list[str]]:
    """Return what the service runs, each command as words."""
    command = SERVICES[name].get("command")
    if command is None:
        found = re.search(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
        assert found is not None
        command = yaml.safe_load(found[1])
    if command[:2] == ["sh", "-c"]:
        return [part.split() for part in command[2].split("&&")]
    return [command]


def test_the_same_set_as_run_starts_is_there() -> None:
    assert set(SERVICES) == {
        "postgres", "redis", "migrate", "web", "worker", "maintenance", "beat",
    }  # fmt: skip


@pytest.mark.parametrize("name", OURS)
def test_each_command_exists(name: str) -> None:
    for words in commands(name):
        assert words[0] == "python"
        if words[1] == "-m":
            assert importlib.util.find_spec(words[2])
        else:
            assert (ROOT / words[1]).is_file()
            assert words[2] in get_commands()


@pytest.mark.parametrize("name", SERVICES)
def test_each_environment_name_is_documented(name: str) -> None:
    known = {option.name for option in OPTIONS}

    for variable in SERVICES[name]["environment"]:
        assert variable in known or f"`{variable}`" in SETTINGS, variable


def test_each_name_taken_from_the_operator_is_documented() -> None:
    known = {option.name for option in OPTIONS}

    for variable in re.findall(r"\$\{(\w+)", TEXT):
        assert variable in known or f"`{variable}`" in SETTINGS, variable


def test_each_setting_reaches_each_process() -> None:
    # The port is the container's, its address all of it; only the embedded servers have a user demo.
    fixed = {"MUSICDB_HOST", "MUSICDB_PORT", "MUSICDB_DEMO_PASSWORD"}

    for name in OURS:
        assert {option.name for option in OPTIONS} - fixed - set(
            SERVICES[name]["environment"]
        ) == set()


def test_what_the_operator_leaves_out_has_its_documented_default() -> None:
    ours = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "MUSICDB_ENV", "MUSICDB_DATA_DIR"}
    ours |= {"ALLOWED_HOSTS"}
    environment = SERVICES["web"]["environment"]
    given = {
        name: re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", str(text))
        for name, text in environment.items()
        if name not in ours
    }

    found = load(given)

    assert {name: found[name] for name in given if name != "MUSICDB_PROCESS"} == {
        option.name: option.default for option in OPTIONS if option.name in given
    }


def test_what_the_operator_says_is_passed_on() -> None:
    for option in OPTIONS:
        text = SERVICES["web"]["environment"].get(option.name, "")
        assert not text.startswith("${") or text.startswith(f"${{{option.name}:"), option.name


def test_each_name_in_the_example_is_documented() -> None:
    known = {option.name for option in OPTIONS}
    names = re.findall(r"^#(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert names
    for name in names:
        assert name in known or f"`{name}`" in SETTINGS, name


@pytest.mark.parametrize("name", ["SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"])
def test_no_secret_has_a_default(name: str) -> None:
    assert set(re.findall(rf"\$\{{{name}(..)", TEXT)) == {":?"}


@pytest.mark.parametrize("name", ["postgres", "redis", "web", "worker", "maintenance"])
def test_health_is_checked(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


def test_the_workers_consume_the_queues_of_run() -> None:
    (words,) = commands("worker")

    assert f"--queues={ANALYSIS_QUEUES}" in words
    assert "--concurrency=1" in words
    (words,) = commands("maintenance")
    assert f"--queues={MAINTENANCE_QUEUES}" in words


def test_nothing_starts_before_the_migrations() -> None:
    for name in set(OURS) - {"migrate"}:
        condition = SERVICES[name]["depends_on"]["migrate"]["condition"]
        assert condition == "service_completed_successfully"


def test_uploads_reach_the_workers() -> None:
    for name in OURS:
        assert "data:/data" in SERVICES[name]["volumes"]


def test_redis_is_durable_bounded_and_closed() -> None:
    conf = dict(
        line.split(None, 1)
        for line in (ROOT / "deploy" / "redis.conf").read_text().splitlines()
        if line and not line.startswith("#")
    )

    assert (conf["appendonly"], conf["appendfsync"]) == ("yes", "everysec")
    assert (conf["maxmemory"], conf["maxmemory-policy"]) == ("512mb", "noeviction")
    assert "--requirepass" in SERVICES["redis"]["command"][2]
    assert SERVICES["redis"]["mem_limit"] == "768m"


def test_postgres_sorts_as_the_embedded_one() -> None:
    given = SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]

    assert "--locale-provider=builtin --locale=C.UTF-8" in given
    assert "pgvector" in SERVICES["postgres"]["image"]


def test_only_the_web_has_a_port_and_only_on_this_machine() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["web"]
    assert SERVICES["web"]["ports"][0].startswith("127.0.0.1:")
