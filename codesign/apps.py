from django.apps import AppConfig


class CodesignConfig(AppConfig):
    name = "codesign"
    verbose_name = "Co-design"

    def ready(self) -> None:
        from codesign import receivers  # noqa: F401 - registers them
        from codesign.holdings import HOLDINGS
        from codesign.keepings import KEEPINGS
        from codesign.news import SORTS
        from people.holdings import hold
        from people.notifications import register
        from people.retention import keep

        for holding in HOLDINGS:
            hold(holding)
        for keeping in KEEPINGS:
            keep(keeping)
        for sort in SORTS:
            register(sort)
