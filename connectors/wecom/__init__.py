"""企业微信: its callback, and 微信客服, whose messages are pulled and answered through the desk."""
