"""Who agrees to get a campaign, as one condition: looked at when it is fed and right before it leaves."""

from typing import Final

AGREES: Final = """(
    c.topics LIKE '% ' || k.topic || ' %' AND c.opted_out_at IS NULL AND c.blocked_at IS NULL
    AND c.unlinked_at IS NULL AND NOT c.silent AND NOT EXISTS (
        SELECT 1 FROM reports n WHERE n.contact = c.id AND n.contact_state = 'never'
    )
)"""
"""Of a contact `c` and a campaign `k`: they said yes to its topic and nothing since forbids it.

A stop (S14), a block, an exit word that was their last (S9) and a report that says *never* (S5) are one
answer, so that no result tells which it was.
"""
NO_CONSENT: Final = "no_consent"
