from django.apps import AppConfig


class TalentPoolConfig(AppConfig):
    name = "talent_pool"
