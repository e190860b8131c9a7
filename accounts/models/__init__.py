from __future__ import annotations

from accounts.models.audit import AuditEvent
from accounts.models.login import LoginFailure
from accounts.models.notification import Notification, NotificationSetting
from accounts.models.preference import Preference, UIState
from accounts.models.session import RefreshToken, UserSession
from accounts.models.user import User

__all__ = [
    "AuditEvent",
    "LoginFailure",
    "Notification",
    "NotificationSetting",
    "Preference",
    "RefreshToken",
    "UIState",
    "User",
    "UserSession",
]
