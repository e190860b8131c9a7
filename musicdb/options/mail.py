"""The server that sends notifications by mail."""

from __future__ import annotations

from musicdb.options.option import Option, boolean

MAIL = (
    Option(
        name="EMAIL_HOST",
        read=str,
        default="",
        help="Mail server (SMTP) for notifications by mail; empty: no mail is sent.",
    ),
    Option(
        name="EMAIL_PORT",
        read=int,
        default=587,
        minimum=1,
        maximum=65535,
        help="Its port; on 465 TLS begins at once.",
    ),
    Option(
        name="EMAIL_STARTTLS",
        read=boolean,
        default=True,
        help="Whether mail goes over TLS on other ports, too; no: only on this very machine.",
    ),
    Option(name="EMAIL_HOST_USER", read=str, default="", help="User name at the mail server."),
    Option(name="EMAIL_HOST_PASSWORD", read=str, default="", help="Password at the mail server."),
    Option(
        name="DEFAULT_FROM_EMAIL",
        read=str,
        default="musicdb@localhost",
        help="Sender of the mails.",
    ),
)
