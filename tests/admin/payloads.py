"""Texts that try to become more than text: more than two hundred ways (reliability R27, R30)."""

from itertools import product

BREAKOUTS = (
    "",
    '"',
    "'",
    '">',
    "'>",
    "</title>",
    "</textarea>",
    "</option></select>",
    "</script>",
    "<!--",
    "-->",
    "]]>",
    "</p></div>",
    "\u202e",
    "\u200b<",
    "<\x00",
)
WEAPONS = (
    "<script>window.pwned=1</script>",
    "<ScRiPt>window.pwned=1</sCrIpT>",
    "<img src=x onerror=window.pwned=1>",
    "<svg onload=window.pwned=1>",
    "<svg><animate onbegin=window.pwned=1 attributeName=x dur=1s>",
    "<body onload=window.pwned=1>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'>",
    "<details open ontoggle=window.pwned=1>",
    "<input autofocus onfocus=window.pwned=1>",
    "<a href=javascript:window.pwned=1 id=case-title>x</a>",
    "<form action=https://elsewhere.example><button>x",
    "<meta http-equiv=refresh content='0;url=https://elsewhere.example'>",
    "<base href=https://elsewhere.example>",
    "<div hx-get=/desk/sign-out hx-trigger=load>",
    " autofocus onfocus=window.pwned=1 x=",
)
ALONE = (
    "{{7*7}}",
    "{% for x in y %}",
    "${7*7}",
    "#{7*7}",
    "javascript:window.pwned=1",
    "data:text/html,<script>window.pwned=1</script>",
    "&lt;script&gt;window.pwned=1&lt;/script&gt;",
    "%3Cscript%3Ewindow.pwned=1%3C/script%3E",
    "\uff1cscript\uff1ewindow.pwned=1\uff1c/script\uff1e",
    "\u2066\u202e\u2069 gnihton",
    "\u200b\u200c\u200d\ufeff",
    "a\u0301\u0302\u0303" * 30,
)
PAYLOADS = (*(first + then for first, then in product(BREAKOUTS, WEAPONS)), *ALONE)
