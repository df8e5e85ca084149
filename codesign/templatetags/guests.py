"""What pages with a form ask of guests."""

from django import template
from django.template import Context

from codesign.models import Subject
from codesign.views.guests import challenge_for
from codesign.work import LEADING_ZERO_BITS

register = template.Library()


@register.simple_tag(takes_context=True)
def work_asked(context: Context, subject: Subject) -> dict[str, str | int] | None:
    """The work for this visitor's browser, where any is asked: {% work_asked subject as work %}."""
    request = context["request"]
    challenge = challenge_for(subject, session=request.session, user=request.user)
    return {"challenge": challenge, "bits": LEADING_ZERO_BITS} if challenge else None
