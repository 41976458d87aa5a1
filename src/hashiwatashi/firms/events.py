"""What is audited of the class of a firm."""

from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import Event


class FirmEvent(Event):
    """One member for each action."""

    FIGURES_TOLD = "firm.figures_told", _("Figures of a firm told")
    FIGURES_CHANGED = "firm.figures_changed", _("Figures of a firm withdrawn or put back")
    HOLDING_TOLD = "firm.holding_told", _("Shareholder of a firm told")
    HOLDING_CHANGED = "firm.holding_changed", _("Shareholder of a firm corrected, withdrawn or put back")
    OFFICER_TOLD = "firm.officer_told", _("Officer who serves another firm told")
    OFFICER_CHANGED = "firm.officer_changed", _("Officer who serves another firm corrected, withdrawn or put back")
    ASSESSED = "firm.assessed", _("Class of a firm assessed anew")
