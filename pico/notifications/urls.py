from django.urls import path

from pico.notifications import calendar_views, follow_views, views, work_views

app_name = "notifications"
urlpatterns = [
    path("area-riservata/notifiche/", views.inbox, name="inbox"),
    path("area-riservata/notifiche/tutte-lette/", views.read_all, name="read_all"),
    path("area-riservata/notifiche/preferenze/", views.preferences, name="preferences"),
    path("area-riservata/notifiche/preferenze/prova/", views.test, name="test"),
    path("area-riservata/notifiche/<int:pk>/lettura/", views.read, name="read"),
    path("area-riservata/notifiche/<int:event_id>/apri/", views.open_event, name="open_event"),
    path("area-riservata/calendario/", calendar_views.month, name="calendar"),
    path("area-riservata/calendario/abbonamento/", calendar_views.feed, name="feed"),
    path("area-riservata/calendario/abbonamento/fine/", calendar_views.close_feed, name="close_feed"),
    path("calendario/<str:token>.ics", calendar_views.calendar_file, name="calendar_file"),
    path("area-riservata/seguo/", follow_views.following, name="following"),
    path("area-riservata/seguo/<str:model>/<str:key>/", follow_views.follow, name="follow"),
    path("area-riservata/seguo/<str:model>/<str:key>/fine/", follow_views.unfollow, name="unfollow"),
    path("area-riservata/seguo/<str:model>/<str:key>/silenzio/", follow_views.mute, name="mute"),
    path("lavori/", work_views.works, name="works"),
    path("lavori/<uuid:public_id>/", work_views.work, name="work"),
    path("lavori/<uuid:public_id>/file/<str:name>", work_views.result, name="work_result"),
    path("lavori/<uuid:public_id>/annullamento/", work_views.cancel, name="cancel_work"),
    path("notifiche/disiscrizione/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
