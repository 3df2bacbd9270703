from django.apps import AppConfig


class SharingTestConfig(AppConfig):
    name = "tests.sharing.testapp"
    label = "sharingtest"
