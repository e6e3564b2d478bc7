from django.urls import path

from certification import views

app_name = "certification"
urlpatterns = [
    path("certificates/", views.mine, name="mine"),
    path("certificates/issued/", views.issued, name="issued"),
    path("certificates/<str:serial>/revoke/", views.revoke, name="revoke"),
    path("certificates/<str:serial>.pdf", views.document, name="document"),
    path("certificates/<str:serial>.png", views.picture, name="picture"),
    path("certificates/<str:serial>.json", views.facts, name="facts"),
    path("verify/", views.verify, name="verify"),
    path("verify/<str:serial>/", views.verdict, name="verdict"),
]
