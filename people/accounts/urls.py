"""Paths of accounts. Only what is written here is served of allauth's pages, each with its row."""

from allauth.account import views as account
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.conf import settings
from django.urls import path, register_converter
from django.urls.converters import StringConverter

from people.accounts import views
from people.authorization import EVERYONE, SIGNED_IN, View, allow


class Alphanumeric(StringConverter):
    """The first part of two that a dash divides."""

    regex = "[0-9A-Za-z]+"


register_converter(Alphanumeric, "alphanumeric")


def for_everyone(view: View) -> View:
    return allow(view, GET=EVERYONE, POST=EVERYONE)


def for_signed_in(view: View) -> View:
    return allow(view, GET=SIGNED_IN, POST=SIGNED_IN)


urlpatterns = [
    path("sign-in/", for_everyone(views.sign_in), name="account_login"),
    path("sign-in/code/", for_everyone(views.second_factor), name="mfa_authenticate"),
    path("sign-in/passkey/", for_everyone(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("sign-out/", allow(account.logout, POST=EVERYONE), name="account_logout"),
    path("sign-up/", for_everyone(views.sign_up), name="account_signup"),
    path("account/closed/", allow(account.account_inactive, GET=EVERYONE), name="account_inactive"),
    path(
        "account/confirm/", allow(account.email_verification_sent, GET=EVERYONE), name="account_email_verification_sent"
    ),
    path("account/confirm/<str:key>/", for_everyone(account.confirm_email), name="account_confirm_email"),
    path("account/forgot/", for_everyone(views.forgot_password), name="account_reset_password"),
    path("account/forgot/sent/", allow(account.password_reset_done, GET=EVERYONE), name="account_reset_password_done"),
    path(
        "account/forgot/done/",
        allow(account.password_reset_from_key_done, GET=EVERYONE),
        name="account_reset_password_from_key_done",
    ),
    path(
        "account/forgot/<alphanumeric:uidb36>-<str:key>/",
        for_everyone(views.new_password),
        name="account_reset_password_from_key",
    ),
    path("account/again/", for_signed_in(views.again), name="account_reauthenticate"),
    path(
        "account/again/code/",
        for_signed_in(views.second_factor_again),
        name="mfa_reauthenticate",
    ),
    path(
        "account/again/passkey/",
        for_signed_in(views.passkey_again),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/password/", for_signed_in(views.change_password), name="account_change_password"),
    path("account/password/first/", for_signed_in(views.set_password), name="account_set_password"),
    path("account/", allow(views.my_account, GET=SIGNED_IN), name="mfa_index"),
    path("account/app/", for_signed_in(views.activate_app), name="mfa_activate_totp"),
    path("account/app/remove/", for_signed_in(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/codes/", allow(recovery_codes.view_recovery_codes, GET=SIGNED_IN), name="mfa_view_recovery_codes"),
    path(
        "account/codes/new/",
        for_signed_in(views.make_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/codes/file/",
        allow(recovery_codes.download_recovery_codes, GET=SIGNED_IN),
        name="mfa_download_recovery_codes",
    ),
    path("account/passkeys/", allow(passkeys.list_webauthn, GET=SIGNED_IN), name="mfa_list_webauthn"),
    path("account/passkeys/add/", for_signed_in(views.add_passkey), name="mfa_add_webauthn"),
    path(
        "account/passkeys/<int:pk>/remove/",
        for_signed_in(views.remove_passkey),
        name="mfa_remove_webauthn",
    ),
]

# The institution's own sign-in has pages only where it is set up.
if settings.OIDC_SERVER_URL:
    urlpatterns += [
        path(
            "oidc/<slug:provider_id>/login/",
            allow(views.institution_sign_in, POST=EVERYONE),
            name="openid_connect_login",
        ),
        path(
            "oidc/<slug:provider_id>/login/callback/",
            allow(oidc.callback, GET=EVERYONE),
            name="openid_connect_callback",
        ),
        path("oidc/cancelled/", allow(social.login_cancelled, GET=EVERYONE), name="socialaccount_login_cancelled"),
        path("oidc/error/", allow(social.login_error, GET=EVERYONE), name="socialaccount_login_error"),
        path("oidc/sign-up/", for_everyone(social.signup), name="socialaccount_signup"),
    ]
