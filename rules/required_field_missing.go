package rules

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

var requiredFieldMissing = &analyzer.Rule{
	ID:       "required-field-missing",
	Title:    "a task lacks a field that its type must have",
	Why:      `A task without it is refused, or solved in vain; refused requests count towards a block.`,
	Fix:      "Add the field: the page of the task type lists those that must be there.",
	Severity: analyzer.Error,
	Limit:    service.RequiredFields,
	Scope:    analyzer.PerAccount,
	Needs:    timeline.ShowsPayload,
	About:    creates,
	Codes:    []string{"ERROR_BAD_PARAMETERS", "ERROR_BAD_REQUEST", "ERROR_EMPTY_ACTION", "ERROR_EMPTY_COMMENT", "ERROR_GOOGLEKEY", "ERROR_INCORRECT_SESSION_DATA", "ERROR_INVALID_TASK", "ERROR_INVALID_TASK_DATA", "ERROR_PAGEURL", "ERROR_RECAPTCHA_INVALID_SITEKEY", "ERROR_WRONG_GOOGLEKEY", "ERROR_TASK_ABSENT"},
	Heed:     analyzer.Heed{Flaws: 1 << timeline.FieldMissing},
	Shared:   true,
	New:      flawed{refused: analyzer.Error, taken: analyzer.Info, lost: true}.checker,
	Say: func(f *analyzer.Finding) lang.Text {
		return lang.T("%s without %s, which a task of type %s must have", lang.Count(f.Count, "task"), f.Evidence[0].Payload.Missing, taskType(f))
	},
}
