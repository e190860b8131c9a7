"""`.venv/bin/python musicdb …`: what `./run` hands over to."""

from __future__ import annotations

import sys
import types
from pathlib import Path

HERE = Path(__file__).resolve().parent

# Run as a folder, not as a package: musicdb/__init__.py loads Celery, which takes longer than the
# supervisor's own start, so here the package is its folder and nothing else.
if "musicdb" not in sys.modules:
    package = types.ModuleType("musicdb")
    package.__path__ = [str(HERE)]
    sys.modules["musicdb"] = package
    sys.path[0] = str(HERE.parent)

from musicdb.stack import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
