"""Optional help of a language model, behind OpenAI's protocol; everything works without it."""
