"""mekiki (目利き, the connoisseur's eye): a matching engine for Japanese and English that says why."""

from mekiki.documents import Arrangement, Document, Hit, Passage, Query, Reason, Results
from mekiki.errors import HelperLost, IndexBusy, IndexDamaged, IndexUnreachable, InputError, MekikiError
from mekiki.index.analysts import prepared
from mekiki.index.embedded import TantivyIndex
from mekiki.index.protocol import Index

__all__ = [
    "Arrangement",
    "Document",
    "HelperLost",
    "Hit",
    "Index",
    "IndexBusy",
    "IndexDamaged",
    "IndexUnreachable",
    "InputError",
    "MekikiError",
    "Passage",
    "Query",
    "Reason",
    "Results",
    "TantivyIndex",
    "prepared",
]
