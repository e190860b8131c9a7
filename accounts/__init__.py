"""Who: people, their logins, preferences, notifications, and the trail of what they did."""
