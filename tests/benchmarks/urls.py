"""The product's addresses, and behind them those of the stock page: the product serves no pages."""

from django.urls import include, path
from wagtail import urls as wagtail_urls

from lms.urls import urlpatterns as products

urlpatterns = [*products, path("", include(wagtail_urls))]
