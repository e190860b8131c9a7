"""Small pictures with a meaning: icons, sleeves, the badge of an age, stars."""

from __future__ import annotations

from typing import Any
from zlib import crc32

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

SLEEVE_COLOURS = 6
SLEEVE_FIGURES = ("rings", "lines", "sun", "dots", "waves", "arc")
# A disc that runs out: full, three quarters, half, a quarter.
DISCS = {
    "fresh": "M8 3.4A4.6 4.6 0 1 1 7.99 3.4z",
    "moderate": "M8 8V3.4A4.6 4.6 0 1 1 3.4 8z",
    "stale": "M8 3.4a4.6 4.6 0 0 1 0 9.2z",
    "very_stale": "M8 8V3.4A4.6 4.6 0 0 1 12.6 8z",
}
THEMES = ("system", "light", "dark")


@register.simple_tag
def icon(name: str, kind: str = "") -> SafeString:
    """Return an icon of icons.svg; `kind` is a further class, as in icon-small. It says nothing to
    a screen reader: the words beside it do."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>',
        kind,
        static("icons.svg"),
        name,
    )


@register.simple_tag
def sleeve(album: str, artist: str = "", kind: str = "") -> SafeString:
    """Return the same picture for the same album, in place of one that nobody has."""
    seed = crc32(f"{album or artist}".casefold().encode("utf-8", "replace"))
    figure = SLEEVE_FIGURES[seed // SLEEVE_COLOURS % len(SLEEVE_FIGURES)]
    return format_html(
        '<svg class="sleeve sleeve-{} {}" viewBox="0 0 40 40" aria-hidden="true">'
        '<use href="{}#sleeve-{}"/></svg>',
        seed % SLEEVE_COLOURS + 1,
        kind,
        static("icons.svg"),
        figure,
    )


@register.inclusion_tag("includes/age.html")
def age_badge(age: Any) -> dict[str, Any]:
    """Draw the age of an analysis: a disc, its words, and what they mean as a title."""
    return {"age": age, "disc": DISCS[age.staleness_level]}


@register.filter
def stars(rating: int | None) -> SafeString:
    """Return a rating of 1..5 as stars; a dash without one."""
    if not rating:
        return mark_safe('<span class="none">–</span>')
    return format_html(
        '<span class="stars" role="img" aria-label="{} of 5 stars">{}<i>{}</i></span>',
        rating,
        "★" * rating,
        "★" * (5 - rating),
    )


@register.simple_tag(takes_context=True)
def theme(context: dict[str, Any]) -> str:
    """Return the theme the reader chose, so that the page is painted in it at once."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in THEMES else "system"


@register.simple_tag(takes_context=True)
def here(context: dict[str, Any], path: str) -> SafeString:
    """Return the mark of a link to the page one is on."""
    request = context.get("request")
    at = request is not None and request.path == path
    return mark_safe('aria-current="page"') if at else mark_safe("")


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """Return this page's query with some values changed, without the place in the list.

    An empty value drops its key."""
    values = context["request"].GET.copy()
    values.pop("cursor", None)
    for name, value in changes.items():
        values.pop(name, None)
        if value not in (None, ""):
            values[name] = value
    text = values.urlencode()
    return f"?{text}" if text else context["request"].path
