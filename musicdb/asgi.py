"""What the web server runs: HTTP through Django, sockets through Channels."""

from __future__ import annotations

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "musicdb.settings")
http = get_asgi_application()

# These import models, which need the application above to be set up.
from contract.body_limit import BodyLimit
from jobqueue.refusal import no_such_socket
from jobqueue.routing import websocket_urlpatterns as of_jobs
from jobqueue.socket_auth import SocketAuth
from library.imports.streaming import StreamedUploads
from playlists.routing import websocket_urlpatterns as of_playlists

application = ProtocolTypeRouter(
    {
        # The two describe the same protocol with other types.
        "http": BodyLimit(StreamedUploads(http)),  # type: ignore[arg-type]
        "websocket": SocketAuth(
            URLRouter([*of_jobs, *of_playlists, re_path("", no_such_socket)])  # type: ignore[arg-type]
        ),
    }
)
