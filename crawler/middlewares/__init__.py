"""Downloader middlewares: what may be asked for, when, and with which conditions."""
