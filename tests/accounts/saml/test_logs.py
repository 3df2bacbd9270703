"""What people are called, and their codes, reach no log."""

import logging

from tests.factories.saml import GIULIA


def test_neither_an_accepted_nor_a_refused_answer_leaves_names_or_codes_in_the_log(talk, giulia, caplog):
    caplog.set_level(logging.DEBUG, logger="")
    logging.getLogger("saml2").addHandler(caplog.handler)
    talk.start()
    talk.come_back()
    talk.start()
    talk.come_back(level=1)
    talk.start()
    talk.come_back_with_error(25)

    logging.getLogger("saml2").removeHandler(caplog.handler)
    written = "\n".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )
    code = GIULIA.attributes("SPID")["fiscalNumber"].removeprefix("TINIT-")
    assert "Forbidden: /spid/acs/" in written
    assert code not in written
    assert "Giulia" not in written
