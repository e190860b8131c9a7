"""A TCP forwarder in front of a server's Unix socket, that can fall silent without closing."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress
from pathlib import Path

# Closing then sends a reset, as the kernel does once tcp_user_timeout has passed.
RESET = struct.pack("ii", 1, 0)


class Proxy:
    """Forwards 127.0.0.1:`port` to `target`; `freeze()` makes all its connections half-open."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self._flows = threading.Event()
        self._flows.set()
        self._sockets: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def freeze(self) -> None:
        """Forward nothing more, and close nothing: both ends believe in a living peer."""
        self._flows.clear()

    def reset(self) -> None:
        """Cut what is connected, as both kernels do in the end, and forward new connections."""
        for one in list(self._sockets):
            self._drop(one)
        self._flows.set()

    def close(self) -> None:
        self._listener.close()
        self.reset()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=[client], daemon=True).start()

    def _connect(self, client: socket.socket) -> None:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._sockets.add(client)
        self._flows.wait()
        server = socket.socket(socket.AF_UNIX)
        self._sockets.add(server)
        try:
            server.connect(str(self.target))
        except OSError:
            self._drop(client)
            self._drop(server)
            return
        threading.Thread(target=self._pump, args=(client, server), daemon=True).start()
        self._pump(server, client)

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                self._flows.wait()
                sink.sendall(data)
        except OSError:
            pass
        # An end is news too: a frozen line does not pass it on.
        self._flows.wait()
        self._drop(source)
        self._drop(sink)

    def _drop(self, one: socket.socket) -> None:
        self._sockets.discard(one)
        with suppress(OSError):
            if one.family == socket.AF_INET:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            # Wakes the thread that reads it; closing alone would not.
            one.shutdown(socket.SHUT_RD)
        with suppress(OSError):
            one.close()
