"""Rasa custom actions: they read the turn, use bot.programme, and speak the words of domain.yml."""
