"""Words that say the opposite of each other: a sentence with one is not carried by a quote with the other. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator, Set
from functools import cache

from app.answering.terms import stems
from vectorstore.language import ENGLISH

_PAIRS = {
    "en": """
        increase/decrease increase/decline increase/fall increase/drop increased/reduced increased/fell
        increased/dropped rise/fall rose/fell risen/fallen rise/drop rose/dropped grow/shrink grew/shrank
        grew/fell raise/lower gain/loss gains/losses profit/loss profits/losses surplus/deficit asset/liability
        gross/net inbound/outbound include/exclude accept/reject accepted/rejected approve/reject
        approved/rejected grant/refuse granted/refused mandatory/optional compulsory/optional
        mandatory/voluntary compulsory/voluntary temporary/permanent valid/invalid void/valid lawful/unlawful
        legal/illegal public/private internal/external domestic/foreign minimum/maximum minimal/maximal
        lowest/highest smallest/largest shortest/longest low/high short/long small/large positive/negative
        left/right systolic/diastolic male/female maternal/paternal anterior/posterior proximal/distal
        acute/chronic benign/malignant superior/inferior dorsal/ventral sensitive/resistant safe/unsafe
        stable/unstable succeed/fail succeeded/failed pass/fail passed/failed enable/disable enabled/disabled
        encrypt/decrypt connect/disconnect input/output horizontal/vertical clockwise/anticlockwise
        clockwise/counterclockwise dry/wet hot/cold warm/cold full/empty upper/lower inside/outside
        indoor/outdoor indoors/outdoors majority/minority junior/senior subordinated/senior fixed/variable
        biggest/smallest greatest/smallest greatest/least best/worst strong/weak strength/weakness
        strengthen/weaken strengthened/weakened easy/difficult simple/complex simplicity/complexity new/old
        newest/oldest youngest/oldest rich/poor richest/poorest heavy/light heaviest/lightest fast/slow
        fastest/slowest thick/thin wide/narrow deep/shallow cheap/expensive cheapest/dearest common/rare
        usual/rare frequent/rare active/inactive possible/impossible correct/incorrect complete/incomplete
        formal/informal direct/indirect visible/invisible sufficient/insufficient create/destroy
        created/destroyed built/destroyed built/demolished attract/repel encourage/discourage
        encouraged/discouraged allow/forbid allowed/forbidden allowed/prohibited permitted/prohibited
        permit/prohibit support/oppose supported/opposed supports/opposes agree/disagree hire/dismiss
        hired/dismissed appoint/dismiss appointed/dismissed join/leave joined/left add/remove added/removed
        attach/detach attached/detached appear/disappear contract/expand cause/prevent causes/prevents
        caused/prevented advantage/disadvantage benefit/drawback success/failure presence/absence present/absent
        ancient/modern major/minor inner/outer ascend/descend rural/urban manual/automatic guilty/innocent
        convicted/acquitted hostile/friendly peace/war alive/dead top/bottom front/rear ally/enemy
        allies/enemies employed/dismissed paid/outstanding paid/overdue completed/pending approved/pending
        valid/expired
    """,
    "de": """
        steigen/fallen steigt/fällt stieg/fiel gestiegen/gefallen steigen/sinken steigt/sinkt stieg/sank
        gestiegen/gesunken erhöhen/senken erhöht/gesenkt erhöht/verringert zunehmen/abnehmen zugenommen/abgenommen
        gewinn/verlust gewinne/verluste überschuss/fehlbetrag brutto/netto käufer/verkäufer kauf/verkauf
        gläubiger/schuldner vermieter/mieter verpächter/pächter arbeitgeber/arbeitnehmer kläger/beklagter
        kläger/beklagte auftraggeber/auftragnehmer leihgeber/leihnehmer einschließlich/ausschließlich
        angenommen/abgelehnt genehmigt/abgelehnt gültig/ungültig wirksam/unwirksam zulässig/unzulässig
        befristet/unbefristet mindestens/höchstens niedrigste/höchste kleinste/größte
        positiv/negativ links/rechts linke/rechte akut/chronisch gutartig/bösartig
        innen/außen fest/variabel
    """,
}
_ENDS = {
    "en": """
        before/after open/close opens/closes opened/closed opening/closing start/end begin/end starts/ends
        begins/ends began/ended enter/leave enters/leaves arrive/depart arrives/departs first/last
        earliest/latest early/late earlier/later morning/evening day/night summer/winter born/died birth/death
        buy/sell bought/sold buyer/seller purchaser/seller purchaser/vendor lend/borrow lent/borrowed
        lender/borrower creditor/debtor debit/credit landlord/tenant lessor/lessee licensor/licensee
        employer/employee plaintiff/defendant claimant/defendant claimant/respondent assignor/assignee
        mortgagor/mortgagee insurer/insured franchisor/franchisee import/export imports/exports lower/higher
        shorter/longer smaller/larger win/lose won/lost wins/loses upload/download north/south east/west
        northern/southern eastern/western better/worse stronger/weaker easier/harder newer/older younger/older
        faster/slower attack/defend attacked/defended victory/defeat
    """,
    "de": "früheste/späteste erste/letzte öffnet/schließt beginnt/endet vorher/nachher tag/nacht",
}
"""The two ends, or sides, of one thing: what tells of one may answer what was asked of the other."""


_SHORT = 3  # letters of a word that "non" is no prefix of: "none"
_IN = re.compile(r"in|im(?=[bmp])|ir(?=r)|il(?=l)")  # before "-able" and "-ible" they deny: "irrevocable"
_IN_BEFORE = {"b": "im", "m": "im", "p": "im", "r": "ir", "l": "il"}

_GROUPS = {
    "en": """
        first second third fourth fifth sixth seventh eighth ninth tenth
        half third quarter
        spring summer autumn winter
        morning afternoon evening night
        noon midnight
        current former
        current previous
        mother father
        brother sister
        son daughter
        husband wife
    """,
    "de": """
        frühling sommer herbst winter
        hälfte drittel viertel
        mittag mitternacht
        mutter vater
        bruder schwester
        sohn tochter
        aktuell ehemalig
    """,
}
"""Words of which one excludes the others of its line."""


def are_opposed(one: Set[str], other: Set[str], language: str = ENGLISH) -> bool:
    """Whether a word that only one of two texts has is the opposite of one that only the other has, both as stems."""
    mine, theirs = one - other, other - one
    ends = _opposites(_ENDS.get(language, ""), language)
    return (
        any(opposites_between(mine, theirs, language))
        or any(ends[word] & theirs for word in mine & ends.keys())
        or any(mine & group and theirs & group for group in _groups(language))
    )


def opposites_between(one: Set[str], other: Set[str], language: str = ENGLISH) -> Iterator[tuple[str, str]]:
    """Yield the stems of two texts that are opposites, one of each; two ends of one thing are none here."""
    for word in sorted(one):
        yield from ((word, opposite) for opposite in sorted(opposites_of(word, language) & other))


def opposites_of(word: str, language: str = ENGLISH) -> frozenset[str]:
    """Give the stems that say the opposite of one; not the other end of one thing."""
    listed = _opposites(_PAIRS.get(language, ""), language).get(word, frozenset())
    return listed | _with_or_without_prefix(word) if language == ENGLISH else listed


def _with_or_without_prefix(word: str) -> frozenset[str]:
    """Give "unpaid" for "paid", "revocable" for "irrevocable", "nonvoting" for "voting"; not "form" for "uniform"."""
    found = set[str]()
    if word.startswith("un"):
        found |= set() if word.startswith("uni") else {word[2:]}
    elif not word.startswith("i"):
        found.add(f"un{word}")
    if word.startswith("non"):
        found.add(word[3:])
    elif len(word) > _SHORT:
        found.add(f"non{word}")
    if word.endswith(("abl", "ibl")):
        found |= {word[2:]} if _IN.match(word) else {f"{_IN_BEFORE.get(word[0], 'in')}{word}"}
    return frozenset(found)


@cache
def _groups(language: str) -> tuple[frozenset[str], ...]:
    return tuple(
        frozenset(stem for word in line.split() for stem in stems(word, language))
        for line in _GROUPS.get(language, "").strip().splitlines()
    )


@cache
def _opposites(pairs: str, language: str) -> dict[str, frozenset[str]]:
    """Read pairs: every stem with the stems of its opposites; a pair of which a stem is a stop word tells nothing."""
    found = defaultdict[str, set[str]](set)
    for pair in pairs.split():
        first, second = (stems(word, language) for word in pair.split("/"))
        if first and second and first != second:
            found[first[0]].add(second[0])
            found[second[0]].add(first[0])
    return {word: frozenset(others) for word, others in found.items()}
