"""Words that say the opposite of each other: a sentence with one is not carried by a quote with the other. Pure."""

from collections import defaultdict
from collections.abc import Set
from functools import cache

from app.answering.terms import stems
from vectorstore.language import ENGLISH

_PAIRS = {
    "en": """
        increase/decrease increase/decline increase/fall increase/drop increased/reduced
        increased/fell increased/dropped
        rise/fall rose/fell risen/fallen rise/drop rose/dropped grow/shrink grew/shrank grew/fell raise/lower
        gain/loss gains/losses profit/loss profits/losses surplus/deficit asset/liability gross/net
        buy/sell bought/sold buyer/seller purchaser/seller purchaser/vendor lend/borrow lent/borrowed lender/borrower
        creditor/debtor debit/credit landlord/tenant lessor/lessee licensor/licensee employer/employee
        plaintiff/defendant claimant/defendant claimant/respondent assignor/assignee mortgagor/mortgagee
        insurer/insured franchisor/franchisee import/export imports/exports inbound/outbound
        include/exclude accept/reject accepted/rejected approve/reject approved/rejected grant/refuse granted/refused
        mandatory/optional compulsory/optional mandatory/voluntary compulsory/voluntary temporary/permanent
        valid/invalid void/valid lawful/unlawful legal/illegal public/private internal/external domestic/foreign
        minimum/maximum minimal/maximal lowest/highest smallest/largest shortest/longest earliest/latest first/last
        low/high lower/higher short/long shorter/longer small/large smaller/larger early/late earlier/later
        positive/negative left/right systolic/diastolic male/female maternal/paternal anterior/posterior
        proximal/distal acute/chronic benign/malignant superior/inferior dorsal/ventral sensitive/resistant
        safe/unsafe stable/unstable before/after open/close opens/closes opened/closed opening/closing start/end
        begin/end starts/ends begins/ends began/ended enter/leave enters/leaves arrive/depart arrives/departs
        win/lose won/lost wins/loses succeed/fail succeeded/failed pass/fail passed/failed enable/disable
        enabled/disabled encrypt/decrypt connect/disconnect upload/download input/output horizontal/vertical
        clockwise/anticlockwise clockwise/counterclockwise dry/wet hot/cold warm/cold full/empty upper/lower
        inside/outside indoor/outdoor indoors/outdoors north/south east/west northern/southern eastern/western
        morning/evening day/night majority/minority junior/senior subordinated/senior fixed/variable
    """,
    "de": """
        steigen/fallen steigt/fällt stieg/fiel gestiegen/gefallen steigen/sinken steigt/sinkt stieg/sank
        gestiegen/gesunken erhöhen/senken erhöht/gesenkt erhöht/verringert zunehmen/abnehmen zugenommen/abgenommen
        gewinn/verlust gewinne/verluste überschuss/fehlbetrag brutto/netto käufer/verkäufer kauf/verkauf
        gläubiger/schuldner vermieter/mieter verpächter/pächter arbeitgeber/arbeitnehmer kläger/beklagter
        kläger/beklagte auftraggeber/auftragnehmer leihgeber/leihnehmer einschließlich/ausschließlich
        angenommen/abgelehnt genehmigt/abgelehnt gültig/ungültig wirksam/unwirksam zulässig/unzulässig
        befristet/unbefristet mindestens/höchstens niedrigste/höchste kleinste/größte früheste/späteste erste/letzte
        positiv/negativ links/rechts linke/rechte akut/chronisch gutartig/bösartig öffnet/schließt beginnt/endet
        vorher/nachher innen/außen tag/nacht fest/variabel
    """,
}


def are_opposed(one: Set[str], other: Set[str], language: str = ENGLISH) -> bool:
    """Whether a word that only one of two texts has is the opposite of one that only the other has, both as stems."""
    opposites = _opposites(language)
    mine, theirs = one - other, other - one
    return any(not opposites[word].isdisjoint(theirs) for word in mine & opposites.keys())


@cache
def _opposites(language: str) -> dict[str, frozenset[str]]:
    """Every stem with the stems of its opposites; a pair of which a stem is a stop word tells nothing."""
    found = defaultdict[str, set[str]](set)
    for pair in _PAIRS.get(language, "").split():
        first, second = (stems(word, language) for word in pair.split("/"))
        if first and second and first != second:
            found[first[0]].add(second[0])
            found[second[0]].add(first[0])
    return {word: frozenset(others) for word, others in found.items()}
