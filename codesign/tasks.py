"""Work for the background worker.

What is imported inside a task loads SciPy, which web processes, who only enqueue, must not.
"""

from uuid import UUID

from django_tasks import task


@task()
def analyse_round(round_id: int) -> None:
    """Find the groups of opinion in a round; right after a round closed, also whether they are more than chance."""
    from codesign.opinion.rounds import analyse

    analyse(round_id)


@task()
def settle(round_id: int) -> None:
    """Count a round that has closed."""
    from codesign.actions.rounds import settle_round
    from codesign.models import Round

    settle_round(Round.objects.get(pk=round_id))


@task()
def check_groups(round_id: int) -> None:
    """Compare the groups of opinion of a round with chance."""
    from codesign.opinion.rounds import check

    check(round_id)


@task()
def send_messages(message_ids: list[str]) -> None:
    """Send messages that go to one address."""
    from codesign.actions.telling import send

    send(message_ids=[UUID(key) for key in message_ids])


@task()
def send_confirmation(seat_id: str) -> None:
    """Send the link that confirms an address. The address is no argument: arguments are stored."""
    from codesign.actions.contacts import ask_to_confirm

    ask_to_confirm(seat_id=UUID(seat_id))
