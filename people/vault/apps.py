from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "people.vault"
    label = "vault"
    verbose_name = "Vault"
