"""The models, loaded once for all tests: the converted one from a cache of its own, and torch as the reference."""

import pytest

from ingest.convert import convert
from ingest.embedders import minilm
from ingest.embedders.compiled import CompiledEmbedder
from ingest.embedders.sentence import SentenceTransformersEmbedder

PASSAGES = [
    "The tenant pays the rent on the first day of each month and may not sublet the rooms without written consent.",
    "Either party may end the lease by three months' notice in writing to the end of a calendar month.",
    "Drain the gearbox while the oil is warm, then tighten the bolts crosswise to eighty newton metres.",
    "The flywheel must stand still before the cover is lifted with the two eye bolts.",
    "Net revenue rose by seven per cent to 4.3 billion dollars, mostly owing to higher prices.",
    "Operating margin fell because freight and aluminium cost more than had been planned for.",
    "The patient was given furosemide for swelling of the ankles and is to come back within ten days.",
    "Renal function and potassium are checked before the dose of the diuretic is raised.",
    "Passwords have at least fourteen characters; a lost laptop is reported to the service desk within one hour.",
    "Visitors wear a badge and are accompanied at all times inside the building.",
    "Die Kaution von drei Monatsmieten ist bei der Übergabe der Schlüssel zu zahlen.",
    "Chlorophyll absorbs red and blue light, which is why most leaves look green.",
]
QUESTIONS = {
    "On which day is the rent due?": 0,
    "What torque do the bolts of the gearbox need?": 2,
    "Why did profitability go down?": 5,
    "Which medicine did the patient get for the swelling?": 6,
    "What do I do if my computer is stolen?": 8,
    "Why are leaves green?": 11,
}


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def graph(cache):
    return convert(cache)


@pytest.fixture(scope="session")
def compiled(graph):
    return CompiledEmbedder(graph)


@pytest.fixture(scope="session")
def reference(cache):
    return SentenceTransformersEmbedder(minilm.model_folder(), cache)


@pytest.fixture
def passages():
    return list(PASSAGES)


@pytest.fixture
def questions():
    """Questions with the place of the passage that answers each."""
    return dict(QUESTIONS)
