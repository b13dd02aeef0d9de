"""Waiting times: how long until something happens, when for some it has not happened yet."""
