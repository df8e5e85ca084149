"""The URLconf, and with it the authorization table: every row is declared at its path.

English paths carry no language, every other language stands in front of the path: /c/abc/ and /ar/c/abc/.
"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.views import serve

from cms import views
from people.authorization import EVERYONE, STAFF, allow

handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.page_not_found
handler500 = views.server_error

urlpatterns = [
    path("healthz", allow(views.healthz, GET=EVERYONE), name="healthz"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    *wagtail_urls.urlpatterns[:-1],
    *i18n_patterns(
        path("desk/", allow(views.desk, GET=STAFF), name="desk"),
        path("", include("people.urls")),
        path("", include("codesign.urls")),
        path("", include("personas.urls")),
        re_path(wagtail_urls.serve_pattern, allow(serve, GET=EVERYONE), name="wagtail_serve"),
        prefix_default_language=False,
    ),
]
