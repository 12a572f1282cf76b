"""What is asked while measuring: thirty messages of every sort, in conversations."""

from datetime import datetime

NOW = datetime.fromisoformat("2026-11-22T09:00:00+01:00")

CONVERSATIONS: tuple[tuple[str, ...], ...] = (
    # plain questions
    ("¿Cuándo se celebra el Foro de la CMSI 2020?",),
    ("When is the WSIS Forum 2021?",),
    ("¿Hasta cuándo se puede enviar la expresión de interés para la sesión sobre las PYME?",),
    ("Where does the first SME consultation session take place?",),
    ("¿Quién firmó la circular CL-19/35 y cuándo?",),
    ("What is the theme of the WSIS Forum 2021?",),
    ("La Misión Permanente saluda atentamente a la Unión y agradecería saber quién es el contacto del Inventario.",),
    ("By when do we have to submit entries for the WSIS Stocktaking 2023?",),
    ("¿Cuándo se iba a celebrar originalmente el Foro de la CMSI 2020?",),
    # misspelt
    ("asta ke dia se puede mandar lo d las pymes tecnolojicas",),
    ("when is the wsis forrum 2021 finall weak",),
    ("cual es el telefno de Gitanjali Sha",),
    ("whats the dedline for the stoctaking 2023",),
    # follow-ups
    ("When is the WSIS Forum 2021?", "and who is the contact?", "her phone?", "and in 2020?"),
    ("¿Cuándo es la primera sesión sobre las PYME?", "¿y dónde?", "¿y el fax?", "gracias"),
    # refused or corrected
    ("When is the WSIS Forum 2025?",),
    ("¿Qué hotel recomiendan para el Foro de la CMSI 2021?",),
    ("What is a good recipe for pizza?",),
    ("¿Es verdad que el plazo de las PYME es el 15 de agosto de 2019?",),
    ("Is the WSIS Forum 2020 held in Geneva?",),
    # backwards
    ("Whose number is +41 22 730 5877?",),
    ("¿De quién es el correo sme@itu.int?",),
    ("¿En qué carta aparece el concurso fotográfico?",),
    ("Which letter mentions the hackathon?",),
)

ABOUT_INVENTED = (
    ("¿Cuándo es el Foro Figusofu?", "2019-10-20"),
    ("When is the Pudogiko Forum?", "2015-04-26"),
    ("¿Quién es el contacto de la QX-47/777?", "Feluzagi Nogilunu"),
    ("Whose address is sodeloli@example.org?", "Lusinine Tepabeto"),
)
"""Questions about invented letters, with a value that the answer must give."""
