"""Sealed forecasts of advocates about a segment, against what real people of it said later."""
