from django.urls import path

from stations import views

app_name = "stations"
urlpatterns = [
    path("stations/", views.stations, name="stations"),
    path("stations/new/", views.new_station, name="new_station"),
    path("stations/<uuid:uuid>/", views.station, name="station"),
    path("stations/<uuid:uuid>/tasks/<int:task>/", views.finish_task, name="finish_task"),
    path("stations/<uuid:uuid>/open/", views.open_station, name="open_station"),
    path("stations/<uuid:uuid>/close/", views.close_station, name="close_station"),
    path("stations/<uuid:uuid>/outcomes/", views.outcomes, name="outcomes"),
]
