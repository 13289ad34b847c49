"""Single sign-on of an institution, by OpenID Connect."""
