"""A stand-in for Tencent's servers and for the owner's phone, so that nobody needs an account."""
