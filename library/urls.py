from __future__ import annotations

from django.urls import path

from library import views

urlpatterns = [
    path("library", views.tracks, name="library"),
    path("library/import", views.imports, name="library-import"),
    path("library/import/<str:import_id>/stop", views.stop_import, name="library-import-stop"),
    path("library/demo/remove", views.remove_demo_library, name="library-demo-remove"),
]
