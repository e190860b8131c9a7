from __future__ import annotations

from django.urls import path

from library.api import imports, library, tracks

urlpatterns = [
    path("tracks", tracks.TrackList.as_view(), name="tracks"),
    path("tracks/<int:track_id>", tracks.TrackDetail.as_view(), name="track"),
    path("tracks/<int:track_id>/restore", tracks.TrackRestore.as_view(), name="track-restore"),
    path("library/imports", imports.Imports.as_view(), name="imports"),
    path("library/imports/<str:import_id>", imports.ImportDetail.as_view(), name="import"),
    path(
        "library/imports/<str:import_id>/errors",
        imports.ImportErrors.as_view(),
        name="import-errors",
    ),
    path("library/summary", library.Summary.as_view(), name="library-summary"),
    path("library/demo", library.Demo.as_view(), name="library-demo"),
]
