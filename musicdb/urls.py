"""Every route: the API under /api/, health, the admin, the pages."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from musicdb import health
from musicdb.operations.views import Metrics

admin.site.site_header = admin.site.site_title = "musicdb"

urlpatterns = [
    path("api/", include("contract.schema_urls")),
    path("api/", include("accounts.api_urls")),
    # Before the queue's: /api/progress/global is no job.
    path("api/", include("analyses.audio.api_urls")),
    path("api/", include("jobqueue.api_urls")),
    path("api/", include("library.api_urls")),
    path("api/", include("analyses.duplicates.api_urls")),
    path("api/", include("playlists.api_urls")),
    path("api/", include("musicdb.statistics")),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("metrics", Metrics.as_view(), name="metrics"),
    path("admin/", admin.site.urls),
    path("", include("musicdb.pages")),
    path("", include("accounts.urls")),
    path("", include("jobqueue.urls")),
    path("", include("library.urls")),
    path("", include("analyses.duplicates.urls")),
    path("", include("analyses.audio.urls")),
    path("", include("playlists.urls")),
]

handler400 = "contract.errors.handler400"
handler403 = "contract.errors.handler403"
handler404 = "contract.errors.handler404"
handler500 = "contract.errors.handler500"
