"""The processes, their servers and who reaches them."""

from __future__ import annotations

from musicdb.options.option import Option, boolean, environment, words

SERVER = (
    Option(
        name="MUSICDB_ENV",
        read=environment,
        default="development",
        help="development, test or production: sets the defaults of the rest.",
    ),
    Option(
        name="MUSICDB_DATA_DIR",
        read=str,
        default="",
        help="Folder of the databases, uploads, logs and keys; empty: `.data` beside `run`.",
    ),
    Option(
        name="MUSICDB_HOST", read=str, default="127.0.0.1", help="Address the web server binds to."
    ),
    Option(
        name="MUSICDB_PORT",
        read=int,
        default=8000,
        minimum=1,
        maximum=65535,
        help="Port of the web server.",
    ),
    Option(
        name="MUSICDB_DEMO_PASSWORD",
        read=str,
        default="",
        help="Password of the user demo; empty: made once and printed.",
    ),
    Option(
        name="DATABASE_URL",
        read=str,
        default="",
        help="PostgreSQL as a libpq URI; empty: `./run` starts its own.",
    ),
    Option(
        name="REDIS_URL",
        read=str,
        default="",
        help="Redis or Valkey, `redis://` or `unix://`; empty: `./run` starts its own.",
    ),
    Option(
        name="SECRET_KEY",
        read=str,
        default="",
        help="Signs sessions and tokens; empty: `./run` makes one and keeps it in the data folder.",
    ),
    Option(
        name="ALLOWED_HOSTS",
        read=words,
        default=["localhost", "127.0.0.1", "[::1]"],
        help="Host names the server answers to, separated by commas.",
    ),
    Option(
        name="CSRF_TRUSTED_ORIGINS",
        read=words,
        default=[],
        help="Origins behind a TLS proxy, as in https://music.example.org.",
    ),
    Option(
        name="TRUSTED_PROXIES",
        read=words,
        default=[],
        help="Addresses of proxies whose X-Forwarded-For is believed.",
    ),
    Option(
        name="MUSICDB_SECURE_COOKIES",
        read=boolean,
        default=False,
        help="Cookies over TLS only: yes where TLS stands in front.",
    ),
)
