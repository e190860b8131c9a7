"""The form below a run that is done: was it useful?"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.authentication import user_of
from analyses.audio import feedback
from contract.errors import NotFound
from contract.ids import uuid_or_404

ANSWERS = {"yes": True, "no": False}


@login_required
@require_POST
def say_useful(request: HttpRequest, job_id: str) -> HttpResponse:
    """Keep the answer, and go back to where it was given."""
    answer = ANSWERS.get(request.POST.get("useful", ""))
    try:
        if answer is None or not feedback.say(user_of(request), uuid_or_404(job_id), answer):
            raise Http404
    except NotFound:
        raise Http404 from None
    messages.success(request, "Thank you.")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    return redirect(back)
