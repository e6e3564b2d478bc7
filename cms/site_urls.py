from django.urls import path

from cms import views

app_name = "cms"
urlpatterns = [
    path("road/", views.road, name="road"),
    path("offline/", views.offline, name="offline"),
    path("accounts/organisations/", views.organisations, name="organisations"),
    path("accounts/organisations/<slug:slug>/", views.organisation, name="organisation"),
    path("accounts/organisations/<slug:slug>/verify/", views.verify, name="verify_organisation"),
    path("accounts/organisations/<slug:slug>/review/", views.set_review, name="set_review"),
    path("accounts/organisations/<slug:slug>/suspend/", views.suspend, name="suspend_organisation"),
    path("accounts/organisations/<slug:slug>/roles/<int:membership>/end/", views.end_role, name="end_role"),
]
