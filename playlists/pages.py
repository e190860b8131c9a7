"""Playlists as pages: the list of them, one with its tracks, and the forms on both."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST
from rest_framework.exceptions import APIException

from accounts.authentication import user_of
from analyses.audio import feedback, totals
from contract import throttles
from contract.errors import Invalid, NotFound
from jobqueue.states import JobType
from library.listing import Listing, api_request, listing
from playlists import analysis, at_work
from playlists.api.lookup import editable_or_403, playlist_or_404
from playlists.api.playlists import SCOPES, EntriesInOrder, PlaylistsInOrder, chosen
from playlists.models import Playlist
from playlists.models.playlists import MAY_ADD, add_figures
from playlists.places import number
from playlists.serializers import PlaylistSerializer

# The lists of playlists: their name in an address, in words, and what an empty one says.
LISTS = {
    "own": ("Yours", "You have no playlist yet. Give one a name above; its tracks come after."),
    "shared": ("Shared with you", "Nobody has shared a playlist with you."),
    "public": ("Public", "No playlist on this server is public."),
}


@never_cache
@gzip_page
@login_required
@require_GET
def playlists(request: HttpRequest) -> HttpResponse:
    scope = request.GET.get("scope", SCOPES[0])
    try:
        rows = chosen(api_request(request)).select_related("owner")
        page = listing(PlaylistsInOrder(), rows, request)
    except Invalid:
        # An address that was cut.
        return redirect("playlists-page")
    add_figures(page.rows)
    user = user_of(request)
    context = {
        "page": page,
        "scope": scope,
        "lists": [(name, words) for name, (words, _) in LISTS.items()],
        "nothing": LISTS[scope][1],
        "totals": totals.of_library(user),
        "work": at_work.of_library(user),
        "asked": feedback.to_ask(user, JobType.BACKGROUND_ANALYSIS),
    }
    return render(request, "playlists/playlists.html", context)


@never_cache
@gzip_page
@login_required
@require_GET
def playlist(request: HttpRequest, playlist_id: int) -> HttpResponse:
    user = user_of(request)
    try:
        found = playlist_or_404(api_request(request), playlist_id)
        page = _entries(request, found)
    except NotFound:
        raise Http404 from None
    except Invalid:
        return redirect("playlist-page", playlist_id)
    add_figures([found])
    context = {
        "playlist": found,
        "page": page,
        "is_owner": found.owner_id == user.pk,
        "may_change": found.permission_of(user) in MAY_ADD,
        "totals": analysis.progress_of(user, found),
        "work": at_work.of_playlist(user, found),
        "failed": at_work.last_failure(found),
        "asked": feedback.to_ask(user, JobType.PLAYLIST_ANALYSIS, str(found.pk)),
    }
    return render(request, "playlists/playlist.html", context)


def _entries(request: HttpRequest, found: Playlist) -> Listing:
    shown = found.entries.shown().select_related("track", "added_by")
    page = listing(EntriesInOrder(), shown, request)
    number(page.rows)
    return page


@login_required
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Make an empty playlist, and show it."""
    form = PlaylistSerializer(data={"name": request.POST.get("name", "")})
    try:
        form.is_valid(raise_exception=True)
    except APIException:
        messages.error(request, f"The name: {form.errors['name'][0]}")
        return redirect("playlists-page")
    made = Playlist.objects.create(owner=user_of(request), **form.validated_data)
    messages.success(request, f"Made “{made.name}”.")
    return redirect("playlist-page", made.pk)


@login_required
@require_POST
def analyse(request: HttpRequest, playlist_id: int) -> HttpResponse:
    """Analyse what is not analysed yet; an analysis that is open goes on."""
    user = user_of(request)
    try:
        found = editable_or_403(api_request(request), playlist_id)
        _count_start(user.pk)
        analysis.start(user, found)
    except NotFound:
        raise Http404 from None
    except APIException as error:
        messages.error(request, str(error.detail))
    else:
        messages.success(request, "Analysing its songs. You can leave this page.")
    return redirect("playlist-page", playlist_id)


def _count_start(user_id: Any) -> None:
    """Share the limit of the API's starts."""
    throttles.spend(f"SONG_STARTS_PER_MINUTE:user:{user_id}", settings.SONG_STARTS_PER_MINUTE, 60)
