"""How each package is trained and asked; every module needs its own environment."""
