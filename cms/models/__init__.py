"""The pages of the site and the workflow task of the gate."""

from cms.models.gate_task import GateTask
from cms.models.pages import ConceptPage, HomePage, IndexPage, PilotPage, ProgrammePage, ProposalPage, SubjectPage

__all__ = [
    "ConceptPage",
    "GateTask",
    "HomePage",
    "IndexPage",
    "PilotPage",
    "ProgrammePage",
    "ProposalPage",
    "SubjectPage",
]
