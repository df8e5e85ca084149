"""Pages of this app: `frame` is what every site has, `gate` is where a text waits to be let through."""
