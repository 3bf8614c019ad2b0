"""A contract leaves as a mail, is signed by whoever opens the link, and is kept as a PDF."""

import base64
import io
import queue
import re
from email import message_from_bytes, policy

import httpx
import pytest
from aiosmtpd.controller import Controller
from harness.server import data, free_port, new_account
from pypdf import PdfReader

WITHIN_SECONDS = 60


class Inbox:
    """A mail server that keeps what it gets."""

    def __init__(self):
        self.mails = queue.Queue()
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, server, session, envelope):
        self.mails.put(envelope)
        return "250 OK"

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.controller.port}?tls=none"


@pytest.fixture
def inbox():
    inbox = Inbox()
    inbox.controller.start()
    yield inbox
    inbox.controller.stop()


def test_a_contract_is_mailed_signed_and_kept(server, api, inbox):
    data(api.patch("/system/company", json={"name": "Lakeshore Internet", "country": "US"}))
    data(api.patch("/system/mail", json={"smtp_url": inbox.url, "from_address": "office@example.com"}))
    account = data(api.post("/accounts", json=new_account("Ångström & Söhne")), 201)
    contact = data(api.get(f"/accounts/{account['id']}/contacts"))[0]
    body = "<h2>Terms</h2><p>{{account_name}} at {{address_line1}} agrees with {{company_name}}.</p>"
    template = data(api.post("/system/contract_templates", json={"name": "Agreement", "body": body, "term_in_months": 12}), 201)
    asked = {"contract_template_id": template["id"], "contact_id": contact["id"]}
    contract = data(api.post(f"/accounts/{account['id']}/contracts", json=asked), 201)

    envelope = inbox.mails.get(timeout=WITHIN_SECONDS)
    assert (envelope.mail_from, envelope.rcpt_tos) == ("office@example.com", ["ada@example.com"])
    mail = message_from_bytes(envelope.content, policy=policy.default)
    assert mail["subject"] == "Lakeshore Internet: please sign “Agreement”"
    text = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    link = re.search(r"^http\S+/contract_signing/\w{64}$", text, re.MULTILINE).group()
    assert link.endswith(contract["unique_link_key"])

    with httpx.Client(timeout=60) as visitor:
        page = visitor.get(f"{server.url}/contract_signing/{contract['unique_link_key']}")
        assert "Ångström &amp; Söhne at 615 N 6th St agrees with Lakeshore Internet." in page.text
        form = {"signer_name": "Ada Lovelace", "agreed": "yes"}
        origin = {"origin": server.url, "sec-fetch-site": "same-origin"}
        signed = visitor.post(str(page.url), data=form, headers=origin, follow_redirects=True)
        assert signed.status_code == 200 and "Signed by Ada Lovelace" in signed.text
        download = visitor.get(f"{page.url}/pdf")
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(download.content)).pages).split())
    for expected in ["Ångström & Söhne at 615 N 6th St agrees with Lakeshore Internet.", "Signed by Ada Lovelace", "127.0.0.1"]:
        assert expected in words, words
    kept = data(api.get(f"/accounts/{account['id']}/contracts/{contract['id']}/base64"))["base64"]
    assert base64.b64decode(kept) == download.content
    assert inbox.mails.empty(), "one mail is enough"
    assert contract["unique_link_key"] not in server.log(lines=10_000), "whoever reads the log could sign"
