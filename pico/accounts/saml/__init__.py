"""SPID and CIE: our side of the conversation, on pysaml2 (identity.md 5.2 and 5.3).

``service`` who we are · ``certificates`` and ``metadata`` what we publish · ``providers`` whom we trust ·
``asking`` the request we send · ``pending`` what we remember of it · ``accepting`` what we believe of the
answer · ``logout`` single logout · ``devidp`` a provider of invented people for a laptop.
"""
