"""How dates are written, where that differs from Django."""
