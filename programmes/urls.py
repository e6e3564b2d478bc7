from django.urls import path

from programmes import views

app_name = "programmes"
urlpatterns = [
    path("programmes/", views.index, name="index"),
    path("programmes/desk/", views.desks, name="desks"),
    path("programmes/<slug:slug>/", views.programme, name="programme"),
    path("programmes/<slug:slug>/join/", views.join, name="join"),
    path("programmes/<slug:slug>/leave/", views.leave, name="leave"),
    path("programmes/<slug:slug>/desk/", views.desk, name="desk"),
    path("programmes/<slug:slug>/desk/institutions/", views.institutions, name="institutions"),
    path("programmes/<slug:slug>/desk/diagnosis/", views.diagnosis, name="diagnosis"),
    path("programmes/<slug:slug>/desk/figures/", views.figures, name="figures"),
]
