"""/api/duplicates: thin ways into starting, reading, refreshing, exporting and cleaning up."""
