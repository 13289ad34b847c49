"""From an owner's words to universities, mentors and open-licence patents, each with its reasons.

Pure: no SQL and no network. The index is derived from the store (``bot.store.search``) and can be
thrown away at any time.
"""
