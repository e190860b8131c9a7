"""The forms of the queue page: they do what the API does, and work without script."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_POST
from rest_framework.exceptions import APIException

from accounts.authentication import user_of
from contract.errors import Invalid
from jobqueue import api_bands, job_choice, jobs, retrying
from jobqueue.errors import AlreadyEnded
from jobqueue.lookup import job_or_404
from jobqueue.serializers import BANDS
from jobqueue.states import Status

Action = Callable[..., None]


def form_action(action: Action) -> Callable[..., HttpResponse]:
    """Return the view of a form on the page: back to it, what the API would refuse said in words."""

    @require_POST
    @wraps(action)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            # The login goes on by a GET, which this address does not have.
            return redirect_to_login(reverse("queue"))
        in_words(request, lambda: action(request, *args, **kwargs))
        return redirect(back(request, ("queue", "queue-job")) or reverse("queue"))

    return answered


def in_words(request: HttpRequest, action: Callable[[], None]) -> None:
    """Do this; what the API would refuse is said in words."""
    try:
        action()
    except AlreadyEnded:
        messages.info(request, "It had ended already.")
    except Invalid as invalid:
        messages.error(request, next(iter(invalid.facts["fields"].values()))[0])
    except APIException as error:
        messages.error(request, str(error.detail))


def staff_action(action: Action) -> Callable[..., HttpResponse]:
    """Return the view of a form that only staff is shown."""

    @wraps(action)
    def allowed(request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if not request.user.is_staff:
            raise PermissionDenied
        action(request, *args, **kwargs)

    return form_action(allowed)


@form_action
def cancel(request: HttpRequest, job_id: str) -> None:
    job = jobs.cancel(job_or_404(request.user, job_id), f"cancelled by {request.user}")
    if job.status == Status.CANCELLED:
        messages.success(request, f"{job.get_type_display()} cancelled.")
    else:
        messages.success(request, f"{job.get_type_display()} stops at its next safe point.")


@form_action
def pause(request: HttpRequest, job_id: str) -> None:
    job = jobs.pause(job_or_404(request.user, job_id), f"paused by {request.user}")
    messages.success(request, f"{job.get_type_display()} paused. It goes on when you resume it.")


@form_action
def resume(request: HttpRequest, job_id: str) -> None:
    job = jobs.resume(job_or_404(request.user, job_id), f"resumed by {request.user}")
    messages.success(request, f"{job.get_type_display()} resumed, where it was.")


@form_action
def replay(request: HttpRequest, job_id: str) -> None:
    job = jobs.run_again(job_or_404(request.user, job_id))
    messages.success(request, f"{job.get_type_display()} waits to run again.")


@form_action
def retry(request: HttpRequest, job_id: str) -> None:
    """Do the failed items again, or the one that is named."""
    job = job_or_404(request.user, job_id)
    number = request.POST.get("number", "")
    if number:
        known = number if number.isdecimal() and len(number) < 10 else 0
        jobs.retry_failures(job, list(job.failures.filter(retried_by=None, number=known)))
    else:
        retrying.retry_job(job)
    messages.success(request, "Waiting again, as a new job.")


@form_action
def retry_all(request: HttpRequest) -> None:
    """Do all failed items of the listed jobs again."""
    choice = replace(job_choice.read(request.POST), state="items")
    items, made = retrying.retry_all(user_of(request), choice)
    if not items:
        messages.info(request, "Nothing is left that can be tried again.")
        return
    words = f"{items:,} {'item waits' if items == 1 else 'items wait'} again"
    messages.success(request, f"{words}, as {made:,} new {'job' if made == 1 else 'jobs'}.")


@staff_action
def set_priority(request: HttpRequest, job_id: str) -> None:
    band = api_bands.needed_band_of(request.POST)
    reason = f"moved to {BANDS[band]} by {request.user}"
    job = jobs.set_priority(job_or_404(request.user, job_id), band, reason)
    messages.success(
        request, f"{job.get_type_display()} has {job.get_band_display()} priority now."
    )


@staff_action
def pause_band(request: HttpRequest) -> None:
    band = api_bands.band_of(request.POST)
    jobs.pause_band(band)
    messages.success(request, f"Paused {named(band)}. What runs stops at its next safe point.")


@staff_action
def resume_band(request: HttpRequest) -> None:
    band = api_bands.band_of(request.POST)
    jobs.resume_band(band)
    messages.success(request, f"Resumed {named(band)}.")


@staff_action
def clear(request: HttpRequest) -> None:
    band = api_bands.band_of(request.POST)
    removed = sum(jobs.clear(band, f"cleared away by {request.user}").values())
    messages.success(request, f"Cancelled {cancelled(removed)}.")


def back(request: HttpRequest, names: Collection[str]) -> str | None:
    """Return the page of ours, one of these `names`, that the form was on, with what was asked of it;
    None where it was none of them."""
    at = urlsplit(request.headers.get("Referer", ""))
    if at.netloc == request.get_host():
        with suppress(Resolver404):
            if resolve(at.path).url_name in names:
                return f"{at.path}?{at.query}" if at.query else at.path
    return None


def cancelled(count: int) -> str:
    """Return how a message counts what was cleared away."""
    return f"{count:,} waiting {'job' if count == 1 else 'jobs'}"


def named(band: int | None) -> str:
    """Return how a message calls a band, or all of them."""
    return "the whole queue" if band is None else f"the {BANDS[band]} priority"
