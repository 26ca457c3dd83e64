"""An effect in words that a caseworker can read; what only bookkeeping needs is left out."""

from flows import effects as e


def effect_line(effect: e.Effect) -> list[str]:
    """Return the line of a transcript for one effect, or none."""
    said = _line(effect)
    return [f"! {said}"] if said else []


def _line(effect: e.Effect) -> str:
    match effect:
        case e.OpenReport():
            kind = f"{effect.kind}, professional" if effect.professional else effect.kind
            return f"report opened: {kind}, {effect.code}"
        case e.AddToReport():
            added = [f'"{effect.text}"'] if effect.text else []
            added += [f"{a.kind} {a.text}".strip() for a in effect.attachments]
            return f"{'late ' if effect.late else ''}words kept: {', '.join(added)}"
        case e.AnswerReport():
            words = f' "{effect.words}"' if effect.words else ""
            return f"{effect.slot}: {effect.value}{words}".rstrip()
        case e.SetContact():
            words = f' "{effect.words}"' if effect.words else ""
            return f"may we write: {effect.state}{words}"
        case e.RaiseFlag():
            return f"urgent: {effect.reason}{', child' if effect.child else ''}"
        case e.CompleteReport():
            return f"report queued: {'complete' if effect.complete else 'incomplete'}"
        case e.SetTimer() | e.CancelTimer():
            return ""
        case _:
            return _other(effect)


def _remembered(effect: e.Remember) -> str:
    if effect.diacritics is not None:
        return f"all letters by SMS: {'yes' if effect.diacritics else 'no'}"
    return f"remembered: {effect.language or effect.municipality or effect.area or ''}"


def _told(effect: e.DeliverPack | e.RatePack | e.AskedInVain) -> str:
    match effect:
        case e.DeliverPack():
            return f"pack given: {effect.topic}, {effect.language}"
        case e.RatePack():
            return f"pack {'useful' if effect.useful else 'not useful'}: {effect.topic}"
        case e.AskedInVain():
            return f'for staff, without a sender: "{effect.masked}"'


def _agreed(effect: e.OptOut | e.OptIn | e.Subscribe | e.Unsubscribe) -> str:
    match effect:
        case e.OptOut():
            return "no broadcasts"
        case e.OptIn():
            return "broadcasts allowed"
        case e.Subscribe():
            return f"agreed to: {', '.join(effect.topics)} ({effect.way})"
        case e.Unsubscribe():
            return f"no more of: {', '.join(effect.topics)} ({effect.way})"


def _other(effect: e.Effect) -> str:
    match effect:
        case e.Remember():
            return _remembered(effect)
        case e.DeliverPack() | e.RatePack() | e.AskedInVain():
            return _told(effect)
        case e.Flagged():
            return f"for staff: {effect.reason}"
        case e.OptOut() | e.OptIn() | e.Subscribe() | e.Unsubscribe():
            return _agreed(effect)
        case e.Forget():
            return "forgotten"
        case e.LeaveTalk():
            return "the talk is left" + (", our messages taken back" if effect.take_back else "")
        case e.WrongCode():
            return "a wrong code was tried"
        case e.LinkDuty():
            return "duty chat linked"
        case _:
            return type(effect).__name__
