"""Paths of this app. Each declares who may use it."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
