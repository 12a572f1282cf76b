"""Mails of invented people, as they come to a mailbox: the same words always make the same bytes."""

from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

DESK = "sme@itu.int"
SENT = "Thu, 01 Aug 2019 08:30:00 +0200"
POLICY = SMTP.clone(cte_type="8bit")

NOMINATIONS: Mapping[str, tuple[str, str]] = {
    "en": (
        "Expression of interest, CL-19/35",
        (
            "Dear Sir or Madam,\n\nThe Ministry of Digital Trade of Kenya nominates the following participant for "
            "the consultation in response to CL-19/35.\n\nName: {name}\nPosition: Director\n"
            "Email: {email}\n\nBest regards,\n"
        ),
    ),
    "es": (
        "Expresión de interés, CL-19/35",
        (
            "Estimados señores:\n\nEl Ministerio de Comercio Digital del Paraguay desea participar en la consulta de "
            "la CL-19/35 y designa a:\n\nNombre: {name}\nCargo: Directora\nCorreo-e: {email}\n\nAtentamente,\n"
        ),
    ),
    "fr": (
        "Manifestation d'intérêt, CL-19/35",
        (
            "Madame, Monsieur,\n\nLe Ministère du Commerce numérique du Sénégal souhaite participer à la "
            "consultation de la "
            "CL-19/35 et désigne :\n\nNom : {name}\nFonction : Directrice\nCourriel : {email}\n\nCordialement,\n"
        ),
    ),
    "ru": (
        "Выражение заинтересованности, CL-19/35",
        (
            "Уважаемые господа!\n\nМинистерство цифровой торговли Казахстана желает участвовать в консультациях "
            "согласно CL-19/35 и назначает:\n\nИмя: {name}\nДолжность: директор\nЭл. почта: {email}\n\nС уважением,\n"
        ),
    ),
    "zh": (
        "CL-19/35 意向书",
        (
            "尊敬的先生/女士：\n\n根据CL-19/35号通函，中国数字贸易部提名以下人员参加磋商会议：\n\n姓名：{name}\n"
            "职务：主任\n电子邮件：{email}\n\n此致\n"
        ),
    ),
    "ar": (
        "إبداء اهتمام، CL-19/35",
        (
            "السيدات والسادة،\n\nرداً على الرسالة المعممة CL-19/35 نرشح للمشاركة في المشاورات:\n\n"
            "الجهة: وزارة التجارة الرقمية في الأردن\nالاسم: {name}\nالمنصب: مدير\n"
            "البريد الإلكتروني: {email}\n\nوتفضلوا بقبول فائق الاحترام،\n"
        ),
    ),
}
"""A complete nomination in each language: subject and text."""


def mail(
    body: str,
    *,
    sender: str = "ana@ministry.example",
    name: str = "Ana Ejemplo",
    subject: str = "CL-19/35",
    message_id: str | None = "",
    to: str = DESK,
    date: str = SENT,
    **headers: str,
) -> bytes:
    """A mail.

    Args:
        body: plain text.
        sender: the address of From.
        name: the name of From.
        subject: its subject.
        message_id: empty for one that follows from the words, None for none.
        to: the recipient.
        date: as the header has it.
        headers: more of them; an underscore stands for a hyphen.
    """
    made = EmailMessage(policy=POLICY)
    for field, value in headers.items():
        made[field.replace("_", "-")] = value
    made["From"] = Address(name, addr_spec=sender)
    made["To"], made["Subject"], made["Date"] = to, subject, date
    if message_id is not None:
        made["Message-ID"] = message_id or f"<{_digest(body, sender, subject, date)}@{sender.rpartition('@')[2]}>"
    made.set_content(body)
    return made.as_bytes()


def nomination(
    language: str = "en", name: str = "Joan Example", email: str = "joan@ministry.example"
) -> tuple[str, str]:
    """The subject and the text of a complete nomination."""
    subject, text = NOMINATIONS[language]
    return subject, text.format(name=name, email=email)


def _digest(*words: str) -> str:
    return sha256("\0".join(words).encode()).hexdigest()[:20]
