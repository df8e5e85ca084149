from django.apps import AppConfig


class CodesignConfig(AppConfig):
    name = "codesign"
    verbose_name = "Co-design"

    def ready(self) -> None:
        from codesign import receivers  # noqa: F401 - registers them
        from codesign.holdings import HOLDINGS
        from people.holdings import hold

        for holding in HOLDINGS:
            hold(holding)
