"""The forms of the queue page: they do what the API does, and work without script."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from rest_framework.exceptions import APIException

from contract.errors import Invalid, NotFound
from contract.ids import uuid_or_404
from jobqueue import jobs
from jobqueue.errors import AlreadyEnded
from jobqueue.models import AnalysisJob
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
        try:
            action(request, *args, **kwargs)
        except AlreadyEnded:
            messages.info(request, "It had ended already.")
        except Invalid as invalid:
            messages.error(request, next(iter(invalid.facts["fields"].values()))[0])
        except APIException as error:
            messages.error(request, str(error.detail))
        return redirect("queue")

    return answered


def staff_action(action: Action) -> Callable[..., HttpResponse]:
    """Return the view of a form that only staff is shown."""

    @wraps(action)
    def allowed(request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if not request.user.is_staff:
            raise PermissionDenied
        action(request, *args, **kwargs)

    return form_action(allowed)


def job_of(request: HttpRequest, job_id: str) -> AnalysisJob:
    """Return a job that the user may see; to anybody else it does not exist."""
    job = AnalysisJob.objects.visible_to(request.user).filter(pk=uuid_or_404(job_id)).first()
    if job is None:
        raise NotFound("There is no such job.")
    return job


@form_action
def cancel(request: HttpRequest, job_id: str) -> None:
    job = jobs.cancel(job_of(request, job_id), f"cancelled by {request.user}")
    if job.status == Status.CANCELLED:
        messages.success(request, f"{job.get_type_display()} cancelled.")
    else:
        messages.success(request, f"{job.get_type_display()} stops at its next safe point.")


@form_action
def pause(request: HttpRequest, job_id: str) -> None:
    job = jobs.pause(job_of(request, job_id))
    messages.success(request, f"{job.get_type_display()} paused. It goes on when you resume it.")


@form_action
def resume(request: HttpRequest, job_id: str) -> None:
    job = jobs.resume(job_of(request, job_id))
    messages.success(request, f"{job.get_type_display()} resumed, where it was.")


@form_action
def replay(request: HttpRequest, job_id: str) -> None:
    job = jobs.run_again(job_of(request, job_id))
    messages.success(request, f"{job.get_type_display()} waits to run again.")


@form_action
def retry(request: HttpRequest, job_id: str) -> None:
    """Do the failed items again, or the one that is named."""
    job = job_of(request, job_id)
    failed = job.failures.filter(retried_by=None).order_by("number")
    number = request.POST.get("number", "")
    if number:
        failed = failed.filter(number=number if number.isdecimal() and len(number) < 10 else 0)
    jobs.retry_failures(job, list(failed[:1000]))
    messages.success(request, "Waiting again, as a new job.")


@staff_action
def set_priority(request: HttpRequest, job_id: str) -> None:
    job = jobs.set_priority(job_of(request, job_id), _asked_band(request))
    messages.success(
        request, f"{job.get_type_display()} has {job.get_band_display()} priority now."
    )


@staff_action
def pause_band(request: HttpRequest) -> None:
    jobs.pause_band(_chosen_band(request))
    messages.success(request, f"Paused {_words(request)}. What runs stops at its next safe point.")


@staff_action
def resume_band(request: HttpRequest) -> None:
    jobs.resume_band(_chosen_band(request))
    messages.success(request, f"Resumed {_words(request)}.")


@staff_action
def clear(request: HttpRequest) -> None:
    removed = sum(jobs.clear(_chosen_band(request)).values())
    messages.success(request, f"Cancelled {removed:,} waiting {'job' if removed == 1 else 'jobs'}.")


def _chosen_band(request: HttpRequest) -> int | None:
    """Return the band that the form names; None for all."""
    return _asked_band(request) if request.POST.get("priority") else None


def _asked_band(request: HttpRequest) -> int:
    name = request.POST.get("priority", "")
    if name not in BANDS:
        raise Invalid({"priority": [f"One of {', '.join(BANDS)} is expected."]})
    return BANDS.index(name)


def _words(request: HttpRequest) -> str:
    name = request.POST.get("priority", "")
    return f"the {name} priority" if name else "the whole queue"
