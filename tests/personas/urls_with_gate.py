"""The site with a page of the gate's name, to which a reply may lead back."""

from django.http import HttpResponse
from django.urls import path

from cms.urls import handler404 as handler404
from cms.urls import urlpatterns as urls_of_site
from people.authorization import EVERYONE, allow

urlpatterns = [
    path("gate/<uuid:pk>/", allow(lambda request, pk: HttpResponse("The gate"), GET=EVERYONE), name="gate"),
    *urls_of_site,
]
