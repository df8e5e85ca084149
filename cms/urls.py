"""The URLconf, and with it the authorization table: every row is declared at its path.

English paths carry no language, every other language stands in front of the path: /c/abc/ and /ar/c/abc/.
"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.views import frame, gate, pages, retention
from people.authorization import EVERYONE, STAFF, allow
from people.enums import Role

AT_THE_GATE = frozenset({Role.OWNER, Role.EDITOR, Role.APPROVER, Role.LEAD})
AUTHORS = frozenset({Role.OWNER, Role.EDITOR})
APPROVERS = frozenset({Role.APPROVER})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})

handler400 = frame.bad_request
handler403 = frame.permission_denied
handler404 = frame.page_not_found
handler500 = frame.server_error

urlpatterns = [
    path("healthz", allow(frame.healthz, GET=EVERYONE), name="healthz"),
    # Nobody signs in on Wagtail's own pages, which ask for no second factor. Whoever has signed in goes on.
    path("admin/login/", RedirectView.as_view(pattern_name="wagtailadmin_home")),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    *wagtail_urls.urlpatterns[:-1],
    *i18n_patterns(
        path("desk/", allow(frame.desk, GET=STAFF), name="desk"),
        path("gate/", allow(gate.gates, GET=AT_THE_GATE), name="gates"),
        path("gate/<slug:code>/", allow(gate.gate, GET=AT_THE_GATE), name="gate"),
        path("gate/<slug:code>/submit/", allow(gate.submit, POST=AUTHORS), name="gate_submit"),
        path("gate/<slug:code>/approve/", allow(gate.approve, POST=APPROVERS), name="gate_approve"),
        path("gate/<slug:code>/send-back/", allow(gate.send_back, POST=APPROVERS), name="gate_send_back"),
        path("edit/<slug:code>/", allow(gate.edit_text, GET=AUTHORS), name="edit_text"),
        path("display/", allow(frame.display, GET=EVERYONE, POST=EVERYONE), name="display"),
        path("retention/", allow(retention.retention, GET=ADMINISTRATORS), name="retention"),
        path("", include("people.urls")),
        path("", include("codesign.urls")),
        path("", include("personas.urls")),
        re_path(wagtail_urls.serve_pattern, allow(pages.serve_page, GET=EVERYONE), name="wagtail_serve"),
        prefix_default_language=False,
    ),
]
