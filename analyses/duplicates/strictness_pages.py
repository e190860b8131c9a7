"""The effect of another strictness on a page of its own, for who has no script; and its use."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET
from rest_framework.exceptions import APIException

from accounts import preferences
from accounts.authentication import user_of
from analyses.duplicates import analyses, preview, strictness_panel
from analyses.duplicates.api.lookup import analysis_or_404
from analyses.duplicates.models import DuplicateAnalysis
from analyses.duplicates.parameters import Parameters
from analyses.duplicates.serializers.preview import StrictnessSerializer
from analyses.duplicates.strictness import Strictness
from analyses.duplicates.views import count_start, form_action, say_started
from contract.errors import Invalid
from library.listing import api_request


@never_cache
@gzip_page
@login_required
@require_GET
def page(request: HttpRequest, analysis_id: str) -> HttpResponse:
    try:
        analysis = analysis_or_404(api_request(request), analysis_id)
        preview.refuse_without_scores(analysis)
        asked = _asked(request, analysis)
    except APIException:
        # Another's, one that runs, or an address that was cut.
        return redirect("duplicates")
    there = preview.figures(analysis, **asked.fields())
    context = {"analysis": analysis, "panel": strictness_panel.of(analysis, asked, there)}
    return render(request, "duplicates/strictness.html", context)


@form_action
def use(request: HttpRequest, analysis_id: str) -> None:
    """Keep the strictness for new analyses, and run one over what this analysis compared."""
    user = user_of(request)
    analysis = analysis_or_404(api_request(request), analysis_id)
    asked = _asked(request, analysis)
    count_start(request)
    chosen = {
        "duration_tolerance": asked.duration_tolerance,
        "group_other_releases": asked.group_other_releases,
    }
    preferences.change(user, chosen)
    messages.success(request, "Kept for new analyses.")
    parameters = Parameters(
        search_term=analysis.search_term,
        sort_by=analysis.sort_by,
        min_confidence=asked.min_confidence,
    )
    say_started(request, analyses.start(user, parameters))


def _asked(request: HttpRequest, analysis: DuplicateAnalysis) -> Strictness:
    form = StrictnessSerializer(data=request.POST or request.GET)
    if not form.is_valid():
        raise Invalid({name: list(map(str, texts)) for name, texts in form.errors.items()})
    return form.strictness(analysis)
