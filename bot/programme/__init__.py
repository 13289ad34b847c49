"""Needs, consents, suggestions and introductions: their life cycles and their rules."""
