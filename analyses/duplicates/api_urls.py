from __future__ import annotations

from django.urls import path

from analyses.duplicates.api import (
    analyses,
    export,
    groups,
    preview,
    state,
    upkeep,
    verdicts,
)

# Below one analysis: rest of the path, view, name.
OF_ONE = [
    ("", analyses.Analysis, "analysis"),
    ("/refresh", analyses.Refresh, "refresh"),
    ("/cancel", analyses.Cancel, "cancel"),
    ("/resume", analyses.Resume, "resume"),
    ("/age-check", state.AgeCheck, "age-check"),
    ("/library-changes", state.LibraryChanges, "library-changes"),
    ("/impact", state.ImpactOf, "impact"),
    ("/preview", preview.Preview, "preview"),
    ("/export", export.Export, "export"),
    ("/groups", groups.Groups, "groups"),
    ("/groups/<int:group_id>", groups.Group, "group"),
    ("/groups/<int:group_id>/previous", groups.PreviousGroup, "previous-group"),
    ("/groups/<int:group_id>/next", groups.NextGroup, "next-group"),
]

urlpatterns = [
    path("duplicates/analyses", analyses.Analyses.as_view(), name="api-duplicates-analyses"),
    *(
        path(
            f"duplicates/analyses/<str:analysis_id>{rest}",
            view.as_view(),
            name=f"api-duplicates-{name}",
        )
        for rest, view, name in OF_ONE
    ),
    # The singular of the first design: the same views, and left out of the schema.
    *(
        path(f"duplicates/analysis/<str:analysis_id>{rest}", view.as_view(schema=None))
        for rest, view, _ in OF_ONE
    ),
    path(
        "duplicates/quick-refresh",
        analyses.QuickRefresh.as_view(),
        name="api-duplicates-quick-refresh",
    ),
    path(
        "duplicates/progress/<str:analysis_id>",
        state.AnalysisProgress.as_view(),
        name="api-duplicates-progress",
    ),
    path("duplicates/verdicts", verdicts.Verdicts.as_view(), name="api-duplicates-verdicts"),
    path(
        "duplicates/verdicts/<int:verdict_id>",
        verdicts.OneVerdict.as_view(),
        name="api-duplicates-verdict",
    ),
    path("duplicates/cleanup", upkeep.Cleanup.as_view(), name="api-duplicates-cleanup"),
    path("duplicates/audit", upkeep.Audit.as_view(), name="api-duplicates-audit"),
]
