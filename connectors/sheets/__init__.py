"""A turn's suggestions as a page of their own, for chats that have no room for them."""
