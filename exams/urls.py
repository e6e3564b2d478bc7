from django.urls import path

from exams import views

app_name = "exams"
urlpatterns = [
    path("exams/", views.exams, name="exams"),
    path("exams/<slug:slug>/", views.exam, name="exam"),
    path("exams/attempts/<uuid:attempt>/", views.attempt, name="attempt"),
    path("exams/pictures/<uuid:picture>", views.picture, name="picture"),
    path("exams/attempts/<uuid:attempt>/answers", views.answers, name="answers"),
    path("exams/attempts/<uuid:attempt>/here/", views.take_over, name="take_over"),
    path("exams/attempts/<uuid:attempt>/submit/", views.submit, name="submit"),
]
