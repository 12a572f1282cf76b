"""What HTML's elements do to a text, and by which names the mail programs' quotations are known."""

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "html",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
        "caption",
        "legend",
    ]
)
SPACED = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre"])
SILENT = frozenset(
    [
        "script",
        "style",
        "head",
        "title",
        "template",
        "noframes",
        "iframe",
        "object",
        "svg",
        "select",
        "textarea",
        "button",
    ]
)
VOID = frozenset(["br", "hr", "img", "input", "meta", "link", "col", "area", "base", "wbr", "source", "embed", "param"])
QUOTING_CLASSES = frozenset(
    {"gmail_quote", "protonmail_quote", "zmail_extra", "mailru-blockquote", "cite", "tutanota_quote"}
)
ATTRIBUTION_CLASSES = frozenset({"gmail_attr", "moz-cite-prefix", "moz-email-headers-table", "gmail_attribution"})
HEADER_IDS = frozenset(
    {"divrplyfwdmsg", "x_divrplyfwdmsg", "olk_src_body_section", "mail-editor-reference-message-container"}
)
HEADER_CLASSES = frozenset(
    {
        "yahoo_quoted",
        "moz-forward-container",
        "protonmail_quote",
        "outlookmessageheader",
        "ms-outlook-mobile-reference-message",
    }
)
