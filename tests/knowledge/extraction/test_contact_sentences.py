"""Whose the details in a sentence are, however its language names people."""

import pytest

from bot.letterwords import letter_words
from knowledge.extraction.contact_book import ContactBook
from knowledge.extraction.contacts import read_text_contacts
from knowledge.extraction.sentences import Sentence

Row = tuple[str | None, str | None, str | None, str | None]


@pytest.mark.parametrize(
    ("language", "region", "sentence", "wanted"),
    [
        (
            "en",
            "GB",
            (
                "For further details please do not hesitate to contact Fiona MacGregor-Okafor, Head of Events, "
                "on +44 131 496 0123 or at fiona@desk.example."
            ),
            [("Fiona MacGregor-Okafor", "+441314960123", None, "fiona@desk.example")],
        ),
        (
            "en",
            "US",
            (
                "Please RSVP to Dr. Luis O. Peña-Vidal (202-555-0142; lpena@desk.example) or to Ms. Dana "
                "Whitehorse (202-555-0143)."
            ),
            [
                ("Luis O. Peña-Vidal", "+12025550142", None, "lpena@desk.example"),
                ("Dana Whitehorse", "+12025550143", None, None),
            ],
        ),
        (
            "en",
            "IN",
            "Queries: Shri Arvind Subramanian, Under Secretary, 011-23456789, arvind.s@desk.example",
            [("Arvind Subramanian", "+911123456789", None, "arvind.s@desk.example")],
        ),
        (
            "en",
            "CH",
            (
                "Registration forms should be returned to registration@desk.example, with a copy to Prof. Yuki "
                "Sato-Lindqvist at sato@desk.example."
            ),
            [(None, None, None, "registration@desk.example"), ("Yuki Sato-Lindqvist", None, None, "sato@desk.example")],
        ),
        ("en", "CH", "The meeting of 2024 2025 was held in room 22 555 0199.", []),
        (
            "en",
            "CH",
            "Please send the form to the Open Water Alliance at info@desk.example.",
            [(None, None, None, "info@desk.example")],
        ),
        (
            "fr",
            "FR",
            "Vous pouvez contacter Anne-Sophie Le Goff au 02 99 12 34 56 ou par courriel à as.legoff@desk.example.",
            [("Anne-Sophie Le Goff", "+33299123456", None, "as.legoff@desk.example")],
        ),
        (
            "fr",
            "CH",
            (
                "Les demandes sont à adresser à Maître Jean-Luc d’Ormesson, greffier (tél. 022 555 01 42, fax "
                "022 555 01 43)."
            ),
            [("Jean-Luc d’Ormesson", "+41225550142", "+41225550143", None)],
        ),
        (
            "fr",
            "MA",
            "Pour tout complément d’information, prière de joindre M. El Mehdi Ben Jelloun, GSM : 06 61 23 45 67.",
            [("El Mehdi Ben Jelloun", "+212661234567", None, None)],
        ),
        (
            "fr",
            "CH",
            "Merci de répondre à l’adresse candidatures@desk.example, à l’attention de Mme Zoé Kplesso.",
            [("Zoé Kplesso", None, None, "candidatures@desk.example")],
        ),
        (
            "es",
            "PE",
            (
                "Para mayor información, sírvase contactar con la Sra. Killa Huamán Ccoa al correo "
                "khuaman@desk.example o al celular 987 654 321."
            ),
            [("Killa Huamán Ccoa", "+51987654321", None, "khuaman@desk.example")],
        ),
        (
            "es",
            "ES",
            "Las dudas pueden plantearse a Joan Manuel Puig i Ferrer (puig@desk.example; 93 555 01 42).",
            [("Joan Manuel Puig i Ferrer", "+34935550142", None, "puig@desk.example")],
        ),
        (
            "es",
            "MX",
            "Contacto: Lic. José de Jesús Hernández Cruz, tel. 55 5555 0142 ext. 1203",
            [("José de Jesús Hernández Cruz", "+525555550142", None, None)],
        ),
        (
            "ru",
            "RU",
            (
                "По всем вопросам можно обращаться к Марии Ивановне Петровой по телефону (495) 555-01-42 или на "
                "почту petrova@desk.example."
            ),
            [("Марии Ивановне Петровой", "+74955550142", None, "petrova@desk.example")],
        ),
        (
            "ru",
            "RU",
            "Контакт: Иван Сергеевич Волков, тел. 8 (812) 555-01-42, доб. 12.",
            [("Иван Сергеевич Волков", "+78125550142", None, None)],
        ),
        (
            "ru",
            "KZ",
            "Ответы просим направлять на имя г-жи Айгуль Нурлановны Сапаровой, saparova@desk.example.",
            [("Айгуль Нурлановны Сапаровой", None, None, "saparova@desk.example")],
        ),
        (
            "ru",
            "RU",
            "Заявки присылать Козловой Е. В. (kozlova@desk.example).",
            [("Козловой Е. В.", None, None, "kozlova@desk.example")],
        ),
        (
            "ar",
            "EG",
            (
                "للاستفسار يرجى الاتصال بالأستاذة منى عبد العزيز على الرقم 0223456789 أو البريد الإلكتروني "
                "mona@desk.example."
            ),
            [("منى عبد العزيز", "+20223456789", None, "mona@desk.example")],
        ),
        (
            "ar",
            "SA",
            "ترسل الطلبات إلى الدكتور عبد الله بن سعود القحطاني (هاتف: 0114670123، فاكس: 0114670124).",
            [("عبد الله بن سعود القحطاني", "+966114670123", "+966114670124", None)],
        ),
        (
            "ar",
            "AE",
            "لمزيد من المعلومات يمكنكم مراسلة فاطمة الزهراء المنصوري على fatima@desk.example.",
            [("فاطمة الزهراء المنصوري", None, None, "fatima@desk.example")],
        ),
        (
            "zh",
            "CN",
            "如有疑问，请联系会务组李晓明（电话：010-65550142，邮箱：lixm@desk.example）。",
            [("李晓明", "+861065550142", None, "lixm@desk.example")],
        ),
        (
            "zh",
            "CN",
            "报名请联系：张伟 13800138000，zhangwei@desk.example；技术问题请联系：欧阳娜娜 13900139000。",
            [("张伟", "+8613800138000", None, "zhangwei@desk.example"), ("欧阳娜娜", "+8613900139000", None, None)],
        ),
        (
            "zh",
            "TW",
            "聯絡人：黃淑芬，電話：02-2366-0142 分機 21，電子郵件：shufen@desk.example",
            [("黃淑芬", "+886223660142", None, "shufen@desk.example")],
        ),
        (
            "zh",
            "CN",
            "请将回执发送至秘书处（secretariat@desk.example），联系电话：021-55550142。",
            [(None, "+862155550142", None, "secretariat@desk.example")],
        ),
        (
            "en",
            "CH",
            (
                "Should you require assistance, our colleague Priya Raghunathan (priya.r@desk.example, +41 22 "
                "555 01 42, mobile +41 79 555 01 43) will gladly help."
            ),
            [
                ("Priya Raghunathan", "+41225550142", None, "priya.r@desk.example"),
                ("Priya Raghunathan", "+41795550143", None, None),
            ],
        ),
        (
            "en",
            "NG",
            "Kindly forward nominations to the Director, Dr. (Mrs.) Ngozi Eze, via ngozi.eze@desk.example.",
            [("Ngozi Eze", None, None, "ngozi.eze@desk.example")],
        ),
        (
            "en",
            "CA",
            (
                "For media inquiries, reach Marc-André Bélanger (514-555-0142, ext. 22) or Kim Nguyen "
                "(kim@desk.example)."
            ),
            [("Marc-André Bélanger", "+15145550142", None, None), ("Kim Nguyen", None, None, "kim@desk.example")],
        ),
        ("en", "GB", "Please call our helpdesk on 0800 496 0000.", [(None, "+448004960000", None, None)]),
        (
            "fr",
            "BE",
            "Renseignements : Dr Liesbeth Van den Eynde, 02 555 01 42 (matin), liesbeth@desk.example",
            [("Liesbeth Van den Eynde", "+3225550142", None, "liesbeth@desk.example")],
        ),
        (
            "fr",
            "CI",
            "Les candidats sont invités à prendre contact avec le Pr KOUASSI Yao Marcel (+225 07 07 12 34 56).",
            [("KOUASSI Yao Marcel", "+2250707123456", None, None)],
        ),
        (
            "fr",
            "CH",
            (
                "Les inscriptions se font auprès de M. Ph. Rochat, tél. 021 555 01 42, fax 021 555 01 43, "
                "ph.rochat@desk.example."
            ),
            [("Ph. Rochat", "+41215550142", "+41215550143", "ph.rochat@desk.example")],
        ),
        (
            "es",
            "CO",
            (
                "Favor comunicarse con el Dr. Andrés Felipe Gutiérrez, cel. 300 555 0142, o con la Dra. Ana M. "
                "Uribe, cel. 301 555 0142."
            ),
            [("Andrés Felipe Gutiérrez", "+573005550142", None, None), ("Ana M. Uribe", "+573015550142", None, None)],
        ),
        (
            "es",
            "CH",
            "Las respuestas se remitirán a la atención del Sr. Pau Solé (correo: pau@desk.example).",
            [("Pau Solé", None, None, "pau@desk.example")],
        ),
        (
            "es",
            "AR",
            "Informes: Lucía Fernández Prieto – informes@desk.example – (011) 4555-0142",
            [("Lucía Fernández Prieto", "+541145550142", None, "informes@desk.example")],
        ),
        (
            "ru",
            "BY",
            "Координатор проекта – Янина Козел, тел. +375 29 555-01-42, e-mail: y.kozel@desk.example.",
            [("Янина Козел", "+375295550142", None, "y.kozel@desk.example")],
        ),
        (
            "ru",
            "RU",
            "С вопросами обращайтесь к координатору Дарье Сомовой: d.somova@desk.example, +7 916 555-01-42.",
            [("Дарье Сомовой", "+79165550142", None, "d.somova@desk.example")],
        ),
        (
            "ru",
            "UZ",
            "Ответственный исполнитель: Ш. Р. Юлдашев, (71) 255-01-42.",
            [("Ш. Р. Юлдашев", "+998712550142", None, None)],
        ),
        (
            "ar",
            "MA",
            "المرجو الاتصال بالسيد إدريس بنعلي، رئيس المصلحة، الهاتف 0537712345، الفاكس 0537712346.",
            [("إدريس بنعلي", "+212537712345", "+212537712346", None)],
        ),
        (
            "ar",
            "KW",
            "للتواصل: م. بدر ناصر العجمي – 22455014 – bader@desk.example",
            [("بدر ناصر العجمي", "+96522455014", None, "bader@desk.example")],
        ),
        (
            "zh",
            "CN",
            "联系人：刘洋（办公室），电话：0571-85550142；传真：0571-85550143。",
            [("刘洋", "+8657185550142", "+8657185550143", None)],
        ),
        (
            "zh",
            "CN",
            "会议由科技处负责，联系人为陈晨博士，邮箱chenchen@desk.example。",
            [("陈晨", None, None, "chenchen@desk.example")],
        ),
        ("zh", "HK", "查詢請致電2555 0142與李嘉欣小姐聯絡。", [("李嘉欣", "+85225550142", None, None)]),
        (
            "zh",
            "CN",
            "报名表请发至bm@desk.example，联系电话13812345678（王老师）。",
            [(None, "+8613812345678", None, "bm@desk.example")],
        ),
    ],
)
def test_contacts_of_a_sentence_are_who_is_named_with_each_detail(
    language: str, region: str, sentence: str, wanted: list[Row]
) -> None:
    book = ContactBook()
    read_text_contacts(book, Sentence(text=sentence, block=0), letter_words(), language, (region,))
    assert [(one.name, one.phone, one.fax, one.email) for one in book.entries()] == wanted


def test_contact_in_a_list_is_known_by_the_line_before_it() -> None:
    book = ContactBook()
    text = "Hô Thi Minh-Châu, chargée de projet, 01 55 50 12 34"
    sentence = Sentence(text=text, block=1, lead="Vos interlocuteurs :", is_listed=True)
    read_text_contacts(book, sentence, letter_words(), "fr", ("FR",))
    assert [(one.name, one.phone) for one in book.entries()] == [("Hô Thi Minh-Châu", "+33155501234")]
