"""How often may be tried what has to do with accounts. Like every limit it is counted in the database."""

from people.limits import Limit

SIGN_IN_PER_ADDRESS = Limit("sign_in.address", count=20, seconds=900)
SIGN_IN_PER_ACCOUNT = Limit("sign_in.account", count=10, seconds=900)
SECOND_FACTOR_PER_ACCOUNT = Limit("second_factor.account", count=10, seconds=900)
# Signing up and forgetting a password send a mail to whatever address somebody types.
ASKS_PER_ADDRESS = Limit("account.ask.address", count=30, seconds=3600)
MAILS_PER_MAILBOX = Limit("account.mail.mailbox", count=5, seconds=3600)
