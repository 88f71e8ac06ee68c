"""Short texts of an invented house, each with questions that it answers and questions that only come close.

What comes close asks for something that is not said of what the text speaks of, or of something that it does not name:
the two ways in which questions miss their documents in SQuAD 2.0 (arXiv 1806.03822). The texts are our own.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JudgeProbe:
    """A text, questions that it answers, and as many that it does not."""

    text: str
    answered: tuple[str, ...]
    missed: tuple[str, ...]


JUDGE_PROBES: tuple[JudgeProbe, ...] = (
    JudgeProbe(
        "The boathouse at Ellerwick was built in 1874 by the shipwright Tom Garrow and enlarged twelve years later. "
        "It holds nine rowing boats and a steam launch, taken out on the first Sunday of May. Repairs are paid "
        "by the members, who give 40 crowns a year each.",
        (
            "Who built the boathouse?",
            "How many rowing boats are kept there?",
            "When is the steam launch used?",
            "What does a member pay each year?",
        ),
        (
            "Who enlarged the boathouse?",
            "How many sailing boats are kept there?",
            "When was the steam launch bought?",
            "What does a visitor pay for a ride?",
        ),
    ),
    JudgeProbe(
        "Travel by train is booked in second class. First class may be booked for journeys of more than five hours, if "
        "the head of the department agrees in writing. Receipts are handed in within 30 days of the return; later ones "
        "are not refunded. Taxis are refunded between ten in the evening and six in the morning.",
        (
            "How long must a journey be for first class?",
            "Within how many days are receipts handed in?",
            "Who has to agree to first class?",
            "At what time of the day are taxis refunded?",
        ),
        (
            "How long must a flight be for business class?",
            "Within how many days is the money paid out?",
            "Who has to agree to a taxi?",
            "How much is refunded for a night in a hotel?",
        ),
    ),
    JudgeProbe(
        "Pump 7 feeds the upper tank. If its pressure falls below 2 bar, the valve V12 closes by itself, and a red "
        "lamp lights on the panel in the control room. The filter of the pump is cleaned every 400 hours with warm "
        "water, and replaced once a year by the maker, Orvane.",
        (
            "What happens when the pressure is below 2 bar?",
            "How often is the filter cleaned?",
            "Who replaces the filter?",
            "Which tank does pump 7 feed?",
        ),
        (
            "What happens when the pressure is above 9 bar?",
            "How often is the valve V12 tested?",
            "Who cleans the upper tank?",
            "What does a new filter cost?",
        ),
    ),
    JudgeProbe(
        "In the trial 212 patients were given the drug and 208 a placebo. After eight weeks pain had lessened in 61 "
        "percent of those who took the drug, against 43 percent of the others. Headache was the commonest side effect. "
        "Eleven patients left the trial early, most of them because they moved away.",
        (
            "How many patients received a placebo?",
            "What was the commonest side effect?",
            "Why did most of those who left early leave?",
            "In what share of the patients on the drug did pain lessen?",
        ),
        (
            "How many of the patients were women?",
            "What was the rarest side effect?",
            "Why was the trial ended early?",
            "In what share of the patients on the drug did sleep improve?",
        ),
    ),
    JudgeProbe(
        "The lease begins on 1 March and runs for six years. The rent is 3,200 a month, due on the third working day, "
        "and rises by two percent each January. The tenant may sublet one of the two floors if the owner has been told "
        "three months before. Windows are painted by the owner, doors by the tenant.",
        (
            "On which day does the lease begin?",
            "By how much does the rent rise each year?",
            "Who paints the windows?",
            "How early must the owner be told of subletting?",
        ),
        (
            "On which day was the lease signed?",
            "How high is the deposit?",
            "Who paints the roof?",
            "How early must the tenant be told of a sale?",
        ),
    ),
    JudgeProbe(
        "Lake Morrin lies 640 metres above the sea and is fed by the Talla and two smaller streams. Its water is brown "
        "with peat. Char and trout live in it; pike were last seen in 1931. The only island, Inchmore, has the ruin "
        "of a chapel that monks left after the flood of 1588.",
        (
            "How high does the lake lie?",
            "Which fish live in the lake?",
            "Why is the water brown?",
            "What stands on the island?",
        ),
        (
            "How deep is the lake?",
            "Which birds nest at the lake?",
            "Why did the pike disappear?",
            "What stands on the northern shore?",
        ),
    ),
)
