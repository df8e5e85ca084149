"""How fast the product is, measured against a peer or a baseline in the same run. See docs/benchmarks.md."""
