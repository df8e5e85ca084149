"""Keeps the vault's tables on the alias `vault` and everything else off it."""

from django.db import models

VAULT = "vault"


class VaultRouter:
    def db_for_read(self, model: type[models.Model], **hints: object) -> str | None:
        return VAULT if model._meta.app_label == VAULT else None

    def db_for_write(self, model: type[models.Model], **hints: object) -> str | None:
        return VAULT if model._meta.app_label == VAULT else None

    def allow_relation(self, one: models.Model, other: models.Model, **hints: object) -> bool | None:
        in_vault = {one._meta.app_label == VAULT, other._meta.app_label == VAULT}
        return False if len(in_vault) == 2 else None

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        return (db == VAULT) == (app_label == VAULT)
