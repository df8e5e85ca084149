"""The demo institution: the Social Security Institution of Marenza, a country that does not exist."""
