from django.apps import AppConfig


class CodesignConfig(AppConfig):
    name = "codesign"
    verbose_name = "Co-design"

    def ready(self) -> None:
        from codesign.holdings import HOLDINGS
        from codesign.keepings import KEEPINGS
        from people.holdings import hold
        from people.retention import keep

        for holding in HOLDINGS:
            hold(holding)
        for keeping in KEEPINGS:
            keep(keeping)
