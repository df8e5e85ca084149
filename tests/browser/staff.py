"""Members of staff at a page of theirs, signed in already."""

from django.test import Client
from playwright.sync_api import Page

from people.models import User


def open_as(page: Page, user: User, path: str) -> None:
    """Open a path in a browser that has a session of this user."""
    client = Client()
    client.force_login(user)
    page.goto("/display/")
    site = page.evaluate("location.origin")
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page.goto(path)
