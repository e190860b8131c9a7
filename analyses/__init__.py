"""What the product is for: finding duplicates, reading audio, keeping what clients ask for."""
