"""Print one single-use sign-in link per role of the demo institution."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from people.actions import make_sign_in_link
from people.enums import Role
from people.models import User


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--base-url", default=settings.SITE_URL)

    def handle(self, *args, base_url: str, **options):
        if not settings.DEMO:
            raise CommandError("Sign-in links exist only in the demo institution (DEMO=1).")
        users = list(User.objects.filter(is_active=True).order_by("id"))
        if not users:
            raise CommandError("There is nobody to sign in as. Run: manage.py demo")
        for role in Role:
            holders = [user for user in users if _stands_for(user, role)]
            if holders:
                holder = min(holders, key=lambda user: len(user.roles))
                link = f"{base_url.rstrip('/')}/demo/{make_sign_in_link(user=holder)}/"
                self.stdout.write(f"{role.value:14} {holder!s:22} {link}")


def _stands_for(user: User, role: Role) -> bool:
    """One link per role: plain “staff” is nobody's only role, and the administrator stands for no other."""
    if role in {Role.ANONYMOUS, Role.MEMBER_OF_STAFF}:
        return False
    return role in user.roles and (role is Role.ADMINISTRATOR or not user.is_superuser)
