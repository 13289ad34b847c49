import os

# Products of numpy here are small: a second thread would only wait busily for the next one, and
# take the other core from who needs it (benchmarks/README.md, "With the encoder").
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
