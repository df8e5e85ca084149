from django.apps import AppConfig


class PersonasConfig(AppConfig):
    name = "personas"
    verbose_name = "Table, advocates and gate"

    def ready(self) -> None:
        from personas import receivers  # noqa: F401 - connects them; models are loaded only now
