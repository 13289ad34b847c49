"""Stored events → web addresses of other systems. Knows nothing of needs or of channels."""
