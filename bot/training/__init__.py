"""Training and evaluation of the dialogue model, in the engine's own Python."""
