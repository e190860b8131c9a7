"""The queue in the admin: a page of its own, cards above the list of jobs, and what may be done to bands.

Who may view jobs sees it, who may change them acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts.authentication import user_of
from contract.errors import Invalid
from jobqueue import board, inspection, jobs
from jobqueue.api_bands import band_of
from jobqueue.models import QueueState
from jobqueue.page_actions import back, cancelled, in_words, named
from jobqueue.states import Band

PAGE, LIST = "queue_analysisjob_queue", "queue_analysisjob_changelist"
# Kept by the script, so that the list is painted with its cards folded as they were.
FOLDED = "queue_cards"


class QueueAdmin(admin.ModelAdmin):
    """The pages of the whole queue, under those of the jobs."""

    def get_urls(self) -> list[URLPattern]:
        views = {
            "": self.queue_view,
            "cards/": self.cards_view,
            "pause/": self.pause_view,
            "resume/": self.resume_view,
            "clear/": self.clear_view,
        }
        wrap = self.admin_site.admin_view
        own = [
            path(f"queue/{at}", wrap(view), name="_".join(filter(None, (PAGE, at.rstrip("/")))))
            for at, view in views.items()
        ]
        # Before the addresses of jobs: these take whatever is there for an id.
        return own + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        shows = request.method == "GET" and self.has_view_permission(request)
        shown = self._board(request) if shows else {}
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    def queue_view(self, request: HttpRequest) -> HttpResponse:
        """Show all of it: cards, workers, history."""
        return self._answer(request, "queue", {"title": "The whole queue", **self._board(request)})

    def cards_view(self, request: HttpRequest) -> HttpResponse:
        """Show the part that the list of jobs fetches again."""
        return self._answer(request, "cards", self._board(request))

    def pause_view(self, request: HttpRequest) -> HttpResponse:
        return self._act(request, self._pause)

    def resume_view(self, request: HttpRequest) -> HttpResponse:
        return self._act(request, self._resume)

    def clear_view(self, request: HttpRequest) -> HttpResponse:
        """Ask once more, then cancel what waits: it is not brought back."""
        if request.method == "POST":
            return self._act(request, self._clear)
        self._need(self.has_change_permission(request))
        try:
            band = band_of(request.GET)
        except Invalid:
            raise Http404 from None
        count = sum(inspection.to_clear(band).values())
        context = {
            "title": f"Clear {named(band)}",
            "count": count,
            "priority": "" if band is None else Band(band).label,
        }
        return self._answer(request, "clear", context)

    def _pause(self, request: HttpRequest) -> None:
        band = band_of(request.POST)
        with transaction.atomic():
            jobs.pause_band(band)
            self._write_down(request, band, "Paused.")
        words = f"Paused {named(band)}. What runs stops at its next safe point."
        messages.success(request, words)

    def _resume(self, request: HttpRequest) -> None:
        band = band_of(request.POST)
        with transaction.atomic():
            jobs.resume_band(band)
            self._write_down(request, band, "Resumed.")
        messages.success(request, f"Resumed {named(band)}.")

    def _clear(self, request: HttpRequest) -> None:
        band = band_of(request.POST)
        removed = 0
        for one in Band if band is None else [Band(band)]:
            # Written first: what is cancelled stays so, whatever happens in the middle.
            count = sum(inspection.to_clear(one).values())
            if count:
                self._write_down(request, one, f"Cancelling {cancelled(count)}.")
            removed += sum(jobs.clear(one, f"cleared away by {request.user} in the admin").values())
        messages.success(request, f"Cancelled {cancelled(removed)}.")

    def _write_down(self, request: HttpRequest, band: int | None, words: str) -> None:
        """Say in the admin's log what was done, at the row of each band."""
        for one in Band if band is None else [band]:
            state, _ = QueueState.objects.get_or_create(band=one)
            self.log_change(request, state, words)

    def _act(self, request: HttpRequest, action: Callable[[HttpRequest], None]) -> HttpResponse:
        self._need(self.has_change_permission(request))
        # By a GET one comes from the login, which the form's own address was sent to.
        if request.method == "POST":
            in_words(request, lambda: action(request))
        return redirect(back(request, (PAGE, LIST)) or reverse(f"admin:{PAGE}"))

    def _board(self, request: HttpRequest) -> dict[str, Any]:
        self._need(self.has_view_permission(request))
        paths = None
        if self.has_change_permission(request):
            names = ("pause", "resume", "clear")
            paths = {name: reverse(f"admin:{PAGE}_{name}") for name in names}
        shown = board.context(user_of(request), "admin:queue_analysisjob_change", paths)
        return shown | {"is_folded": request.COOKIES.get(FOLDED) == "folded"}

    def _answer(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        around = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/queue/{name}.html", {**around, **context})

    def _need(self, right: bool) -> None:
        if not right:
            raise PermissionDenied
