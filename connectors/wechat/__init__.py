"""The Official Account: WeChat's pushes become ``Inbound``, rows of the log become replies."""
