"""How allauth meets our people: no self-chosen rights, Italian addresses, the sign-in host."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    pass
