"""Checks declared as data: their kinds, their run and their history."""
