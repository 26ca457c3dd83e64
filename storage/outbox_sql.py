"""The statements of the outbox, one name each."""

from sqlalchemy import BigInteger, Boolean, String, bindparam, text

from storage.prepared import Prepared
from storage.table import many

# PostgreSQL must be told the type of a value that stands in two places.
FATE = (
    bindparam("state", type_=String()),
    bindparam("fault", type_=String()),
    bindparam("now", type_=BigInteger()),
)

# Campaigns (priority 3) are claimed apart: storage/campaign_claims.py.
# A contact is passed over while one part is under way to it; a part waits for the earlier ones of
# its message, for what was tried and comes again, and for whatever is due before it. A plus keeps
# SQLite from searching by that column.
_NEXT = """
    SELECT o.seq, o.id, o.line, o.channel, o.contact, o.kind, o.priority, o.part, o.outgoing_enc,
        o.report, o.reply, o.cause_at, o.made_at, o.expires_at, o.attempts,
        c.address_enc, c.opted_out_at, coalesce(r.municipality, c.municipality) AS municipality,
        r.contact_state, r.contact_words_enc
    FROM outbox o
    JOIN contacts c ON c.id = o.contact
    LEFT JOIN reports r ON r.id = o.report
    WHERE o.state = 'waiting' AND o.priority < 3 AND o.due_at <= :now AND o.line NOT IN :paused
    AND NOT EXISTS (SELECT 1 FROM outbox s WHERE s.contact = o.contact AND s.state = 'sending')
    AND NOT EXISTS (
        SELECT 1 FROM outbox p WHERE p.contact = o.contact AND p.state = 'waiting'
        AND (
            +p.priority < o.priority AND p.due_at <= :now
            OR +p.priority = o.priority AND +p.seq < o.seq
            AND (p.due_at <= :now OR p.attempts > 0 OR p.message = o.message)
        )
    )
    ORDER BY o.priority, o.due_at, o.seq LIMIT :limit
"""
_paused = many("paused", String())
NEXT = Prepared(text(_NEXT).bindparams(_paused), "paused")
_shared = text(f"{_NEXT} FOR UPDATE OF o SKIP LOCKED")
NEXT_SHARED = Prepared(_shared.bindparams(_paused), "paused")

_take = text("""
    UPDATE outbox SET state = 'sending', lease_until = :lease, attempts = attempts + 1
    WHERE seq IN :seqs
""")
TAKE = Prepared(_take.bindparams(many("seqs", BigInteger())), "seqs")

# People to whom something is under way or waits; each half by its own index. No reply waits for a
# campaign's message.
_busy = text("""
    SELECT c.id AS contact FROM contacts c WHERE c.id IN :contacts AND (
        EXISTS (SELECT 1 FROM outbox s WHERE s.contact = c.id AND s.state = 'sending')
        OR EXISTS (
            SELECT 1 FROM outbox w
            WHERE w.contact = c.id AND w.state = 'waiting' AND +w.priority < 3
        )
    )
""")
BUSY = Prepared(_busy.bindparams(many("contacts", String())), "contacts")
_written = text("SELECT seq, id FROM outbox WHERE id IN :ids")
WRITTEN = Prepared(_written.bindparams(many("ids", String())), "ids")

END = text("""
    UPDATE outbox SET state = :state, done_at = :now,
        fault = CASE WHEN :state = 'waiting' AND fault = 'once_more' THEN fault ELSE :fault END,
        due_at = CASE WHEN :due_at > 0 THEN :due_at ELSE due_at END
    WHERE seq = :seq AND state = 'sending'
""").bindparams(*FATE, bindparam("due_at", type_=BigInteger()))

END_REST = text("""
    UPDATE outbox SET state = :state, fault = :fault, done_at = :now
    WHERE contact = (SELECT contact FROM outbox WHERE seq = :seq) AND state = 'waiting'
    AND message = (SELECT message FROM outbox WHERE seq = :seq)
""")

POSTPONE_REST = text("""
    UPDATE outbox SET due_at = :due_at
    WHERE contact = (SELECT contact FROM outbox WHERE seq = :seq) AND state = 'waiting'
    AND message = (SELECT message FROM outbox WHERE seq = :seq)
""")

POSTPONE = text("""
    UPDATE outbox SET state = 'waiting', due_at = :due_at, attempts = attempts - 1
    WHERE seq = :seq AND state = 'sending'
""")

# "once_more" in `fault` marks danger numbers that were given their second try.
DOUBT = text("""
    UPDATE outbox SET
        state = CASE WHEN kind = 'danger' AND fault <> 'once_more'
            THEN 'waiting' ELSE 'unknown' END,
        fault = CASE WHEN kind = 'danger' AND fault <> 'once_more'
            THEN 'once_more' ELSE :fault END,
        done_at = :now
    WHERE seq = :seq AND state = 'sending'
""")

# Whatever the cause, a campaign's result says one thing of everybody: no consent.
DROP_WAITING = text("""
    UPDATE outbox SET state = 'dropped', done_at = :now,
        fault = CASE WHEN kind = 'campaign' THEN 'no_consent' ELSE :fault END
    WHERE contact IN :contacts AND state = 'waiting'
""").bindparams(many("contacts", String()), bindparam("fault", type_=String()))

DROP_CAMPAIGNS = text("""
    UPDATE outbox SET state = 'dropped', fault = 'no_consent', done_at = :now
    WHERE contact IN :contacts AND state = 'waiting' AND kind = 'campaign'
""").bindparams(many("contacts", String()))

HOLD_WAITING = text("""
    UPDATE outbox SET done_at = :now,
        state = CASE WHEN kind = 'campaign' THEN 'dropped' ELSE 'held' END,
        fault = CASE WHEN kind = 'campaign' THEN 'no_consent' ELSE :fault END
    WHERE contact = :contact AND state = 'waiting'
""").bindparams(bindparam("fault", type_=String()))

TAKEN = text("""
    SELECT provider_id FROM outbox
    WHERE contact = :contact AND provider_id IS NOT NULL AND provider_id <> ''
    AND made_at > :since ORDER BY seq DESC LIMIT :most
""")

LOST = text("""
    SELECT seq FROM outbox WHERE state = 'sending' AND (lease_until <= :now OR :all) ORDER BY seq
""").bindparams(bindparam("all", type_=Boolean))

STATUS = text("""
    UPDATE outbox SET provider_rank = :rank, done_at = :now,
        state = :state, fault = CASE WHEN :state = 'failed' THEN :fault ELSE '' END
    WHERE provider_id = :provider AND provider_rank < :rank
""").bindparams(*FATE)
KNOWN = text("SELECT 1 FROM outbox WHERE provider_id = :provider")

QUEUE = text("""
    SELECT count(*) AS due, min(due_at) AS oldest FROM outbox
    WHERE state = 'waiting' AND priority < 3 AND due_at <= :now
""")

CHAT = text("SELECT line, channel FROM contacts WHERE id = :contact AND unlinked_at IS NULL")
