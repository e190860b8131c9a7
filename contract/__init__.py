"""What every API view shares: errors in one JSON shape, keyset pages, ids, throttles."""
