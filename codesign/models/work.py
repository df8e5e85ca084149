"""Work that was done to slow an attack down."""

from django.db import models
from django.utils import timezone


class SolvedWork(models.Model):
    """That one challenge was answered: it is not answered again."""

    key = models.CharField(max_length=64, unique=True)
    used_for = models.CharField(max_length=64, help_text="A hash of the form: sent twice, it is one use.")
    solved_on = models.DateField(default=timezone.localdate)

    def __str__(self) -> str:
        return self.key[:12]
