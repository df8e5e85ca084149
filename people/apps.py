from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from people.keepings import KEEPINGS
        from people.retention import keep

        for keeping in KEEPINGS:
            keep(keeping)
