"""Tracks, their changes and imports in the admin; edits go the way of all changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from library import changes
from library.models import ImportFault, ITunesEntry, LibraryChange, LibraryImport, Track

if TYPE_CHECKING:
    TrackBase = admin.ModelAdmin[Track]
    ChangeBase = admin.ModelAdmin[LibraryChange]
    ImportBase = admin.ModelAdmin[LibraryImport]
    EntryBase = admin.ModelAdmin[ITunesEntry]
    FaultBase = admin.TabularInline[ImportFault, LibraryImport]
else:
    TrackBase = ChangeBase = ImportBase = EntryBase = admin.ModelAdmin
    FaultBase = admin.TabularInline

# A page of the admin shows so many faults; the API has all of them.
FAULTS_SHOWN = 50


class InTrash(admin.SimpleListFilter):
    title = "trash"
    parameter_name = "trash"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "In the library"), ("yes", "In the trash")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None:
            return queryset
        return queryset.filter(deleted_at__isnull=self.value() == "no")


class ReadOnly:
    """Rows that only the product itself writes."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Track)
class TrackAdmin(TrackBase):
    list_display = [
        *("title", "artist", "album", "year", "length", "format", "bitrate"),
        *("play_count", "user", "is_demo", "deleted_at"),
    ]
    list_filter = [InTrash, "is_demo", "is_favorite", "is_hidden", "source", "format"]
    search_fields = ["title_key", "artist_key", "album_key", "external_id__exact", "isrc__exact"]
    list_select_related = ["user"]
    # A library may have a million tracks: no count of all of them beside a search.
    show_full_result_count = False
    list_per_page = 50
    ordering = ["-id"]
    actions = ["move_to_trash", "restore"]
    readonly_fields = [
        *("user", "source", "is_demo", "size_bytes", "path", "persistent_id"),
        *("play_count", "skip_count", "last_played", "analysed_at", "deleted_at"),
        *("created_at", "updated_at"),
    ]

    @admin.display(description="length", ordering="duration")
    def length(self, track: Track) -> str:
        if track.duration is None:
            return "–"
        minutes, seconds = divmod(round(track.duration), 60)
        return f"{minutes}:{seconds:02}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Track | None = None) -> bool:
        # Deleting is moving to the trash, for which there is an action.
        return False

    def save_model(self, request: HttpRequest, obj: Track, form: Any, change: bool) -> None:
        changes.edit(
            obj, {name: form.cleaned_data[name] for name in form.changed_data}, origin="admin"
        )

    @admin.action(description="Move to the trash", permissions=["change"])
    def move_to_trash(self, request: HttpRequest, queryset: QuerySet[Track]) -> None:
        moved = sum(len(changes.trash(*pair, origin="admin")) for pair in _by_user(queryset))
        self.message_user(request, f"{moved} tracks are in the trash now.", messages.SUCCESS)

    @admin.action(description="Take out of the trash", permissions=["change"])
    def restore(self, request: HttpRequest, queryset: QuerySet[Track]) -> None:
        moved = sum(len(changes.restore(*pair, origin="admin")) for pair in _by_user(queryset))
        self.message_user(request, f"{moved} tracks are back in the library.", messages.SUCCESS)


def _by_user(tracks: QuerySet[Track]) -> list[tuple[int, list[int]]]:
    """Return each user with the ids of their tracks: a library is changed one at a time."""
    found: dict[int, list[int]] = {}
    for user_id, track_id in tracks.order_by("user_id").values_list("user_id", "pk"):
        found.setdefault(user_id, []).append(track_id)
    return list(found.items())


@admin.register(LibraryChange)
class LibraryChangeAdmin(ReadOnly, ChangeBase):
    list_display = ["at", "user", "version", "kind", "count", "shown_fields", "origin"]
    list_filter = ["kind", "origin", "at"]
    search_fields = ["user__username"]
    list_select_related = ["user"]
    show_full_result_count = False
    ordering = ["-id"]
    exclude = ["tracks"]
    readonly_fields = ["count"]

    @admin.display(description="tracks")
    def count(self, change: LibraryChange) -> int:
        return len(change.tracks)

    @admin.display(description="fields")
    def shown_fields(self, change: LibraryChange) -> str:
        return ", ".join(change.fields) or "–"


class FaultInline(ReadOnly, FaultBase):
    model = ImportFault
    fields = ["line", "file", "reason"]
    ordering = ["id"]
    verbose_name_plural = f"the first {FAULTS_SHOWN} faults"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportFault]:
        shown = super().get_queryset(request)
        import_id = (
            request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
        )
        first = shown.filter(library_import=import_id).order_by("id")[:FAULTS_SHOWN]
        return shown.filter(pk__in=list(first.values_list("pk", flat=True)))


@admin.register(LibraryImport)
class LibraryImportAdmin(ReadOnly, ImportBase):
    list_display = [
        *("created_at", "user", "filename", "source_type", "status", "tracks_added"),
        *("tracks_updated", "tracks_unchanged", "tracks_skipped", "errors_total", "finished_at"),
    ]
    list_filter = ["status", "source_type", "created_at"]
    search_fields = ["filename", "user__username"]
    list_select_related = ["user"]
    ordering = ["-created_at"]
    inlines = [FaultInline]


@admin.register(ITunesEntry)
class ITunesEntryAdmin(ReadOnly, EntryBase):
    list_display = ["title", "artist", "album", "year", "duration", "persistent_id", "user"]
    search_fields = ["title", "artist", "album", "persistent_id"]
    list_select_related = ["user"]
    show_full_result_count = False
    ordering = ["-id"]
