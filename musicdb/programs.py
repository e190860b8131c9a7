"""The programs of an installation: its web server, workers and beat, with what each is told."""

from __future__ import annotations

import http.client
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from musicdb.embedded import environment as own_environment
from musicdb.preparation import ROOT, kept_secret, new_key, new_password
from musicdb.processes import Program

APPLICATIONS = ("web", "analysis", "maintenance", "beat")
ANALYSIS_QUEUES = "analysis.high,analysis.medium,analysis.low"
MAINTENANCE_QUEUES = "maintenance.jobs,maintenance"


@dataclass(frozen=True, kw_only=True)
class Site:
    """One installation, as its options say."""

    data: Path
    host: str
    port: int
    host_header: str
    given: Mapping[str, str]  # DATABASE_URL and REDIS_URL, those that are not empty
    given_key: str
    given_password: str

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Site:
        allowed = [name.lstrip(".") for name in given["ALLOWED_HOSTS"] if name != "*"]
        return cls(
            data=Path(given["MUSICDB_DATA_DIR"] or ROOT / ".data").resolve(),
            host=given["MUSICDB_HOST"] or "127.0.0.1",
            port=given["MUSICDB_PORT"],
            host_header=allowed[0] if allowed else "localhost",
            given={name: given[name] for name in ("DATABASE_URL", "REDIS_URL") if given[name]},
            given_key=given["SECRET_KEY"],
            given_password=given["MUSICDB_DEMO_PASSWORD"],
        )

    @property
    def own_database(self) -> bool:
        return "DATABASE_URL" not in self.given

    @property
    def own_redis(self) -> bool:
        return "REDIS_URL" not in self.given

    @property
    def secret_key(self) -> str:
        return self.given_key or kept_secret(self.data / "secret_key", new_key)

    @property
    def demo_password(self) -> str:
        return self.given_password or kept_secret(self.data / "demo_password", new_password)

    @property
    def reachable_host(self) -> str:
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104

    @property
    def local(self) -> bool:
        return self.host in ("127.0.0.1", "::1", "localhost")

    @property
    def address(self) -> str:
        host = self.reachable_host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def environment(self, servers: Mapping[str, str]) -> dict[str, str]:
        """Return the environment of every process of ours."""
        return {
            **own_environment(),
            **servers,
            **self.given,
            "SECRET_KEY": self.secret_key,
            "MUSICDB_DATA_DIR": str(self.data),
            "MUSICDB_PROCESS": "manage",
            "DJANGO_SETTINGS_MODULE": "musicdb.settings",
            "PYTHONUNBUFFERED": "1",
        }

    def port_is_free(self) -> bool:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError:
                return False
        return True

    def ready(self) -> bool:
        """Return whether /health/ready says yes."""
        connection = http.client.HTTPConnection(self.reachable_host, self.port, timeout=5)
        try:
            connection.request("GET", "/health/ready", headers={"Host": self.host_header})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def applications(site: Site, environment: Mapping[str, str]) -> list[Program]:
    """Return web, workers and beat, in the order of their start."""
    celery = [sys.executable, "-m", "celery", "-A", "musicdb"]
    worker = [*celery, "worker", "--without-mingle", "--without-gossip", "-l", "INFO"]
    web = [
        sys.executable, "-m", "uvicorn", "musicdb.asgi:application",
        "--host", site.host, "--port", str(site.port), "--lifespan", "off", "--no-access-log",
        "--no-proxy-headers", "--no-server-header", "--timeout-graceful-shutdown", "3",
    ]  # fmt: skip
    # SIGTERM to a worker's parent alone: the job in hand saves and returns at its next checkpoint.
    # SIGQUIT is the second step, for a job that does not come to one.
    patient = ((signal.SIGTERM, 5.0), (signal.SIGQUIT, 2.0))

    def program(name: str, process: str, arguments: list[str], stops: Any) -> Program:
        return Program(
            name=name,
            arguments=arguments,
            environment={**environment, "MUSICDB_PROCESS": process},
            folder=ROOT,
            log=site.data / "log" / f"{name}.log",
            stops=stops,
        )

    short = ((signal.SIGTERM, 5.0),)
    return [
        program("web", "web", web, short),
        program("analysis", "worker",
                [*worker, "-n", "analysis@%h", "-Q", ANALYSIS_QUEUES, "-c", "1"], patient),
        program("maintenance", "worker",
                [*worker, "-n", "maintenance@%h", "-Q", MAINTENANCE_QUEUES, "-c", "2"], patient),
        program("beat", "beat", [*celery, "beat", "-l", "INFO", "--pidfile="], short),
    ]  # fmt: skip


def django(
    site: Site,
    environment: Mapping[str, str],
    *arguments: str,
    log: Path | None = None,
    folder: Path = ROOT,
    foreground: bool = False,
) -> Program:
    """Return `manage.py` with `arguments`, run in `folder`."""
    return Program(
        name=f"manage.py {arguments[0]}" if arguments else "manage.py",
        arguments=[sys.executable, str(ROOT / "manage.py"), *arguments],
        environment=environment,
        folder=folder,
        log=log,
        foreground=foreground,
    )
