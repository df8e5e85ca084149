"""The pages of the site and the workflow task of the gate."""

from cms.models.pages import ConceptPage, HomePage, IndexPage, PilotPage, ProgrammePage, ProposalPage, SubjectPage

__all__ = ["ConceptPage", "HomePage", "IndexPage", "PilotPage", "ProgrammePage", "ProposalPage", "SubjectPage"]
