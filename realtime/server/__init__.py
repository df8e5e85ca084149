"""Our own server: Daphne, with limits on what one connection may cost before its request reaches the product."""
