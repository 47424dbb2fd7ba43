package service

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A Former is a figure that a limit had in older documents.
type Former struct {
	Until string // the last day of them, as in 2025-07-23
	Value int64
}

var day = regexp.MustCompile(`^20[0-9]{2}-[01][0-9](-[0-3][0-9])?$`)

// At returns the book with one profile as it was on a day, written
// capmonster@2025-07-01; a month stands for its first day.
func (b Book) At(version string) (Book, error) {
	name, date, found := strings.Cut(version, "@")
	i := slices.IndexFunc(b, func(p *Profile) bool { return p == b.ByName(strings.ToLower(name)) })
	switch {
	case !found || !day.MatchString(date):
		return nil, fmt.Errorf("a version is written SERVICE@DATE, as in capmonster@2025-07 or capmonster@2025-07-23")
	case i < 0:
		return nil, fmt.Errorf("no such service; known are %s", strings.Join(b.Names(), ", "))
	case len(date) == len("2025-07"):
		date += "-01"
	}
	old := *b[i]
	old.Limits = slices.Clone(old.Limits)
	for i := range old.Limits {
		old.Limits[i] = old.Limits[i].at(date)
	}
	b = slices.Clone(b)
	b[i] = &old
	return b, nil
}

// at returns the limit as it was on a day. What the document of today says is a
// doubt about it then.
func (l Limit) at(date string) Limit {
	for _, f := range l.Former {
		if date <= f.Until {
			today := l
			l.Value, l.Slack = f.Value, 0
			l.Doubts = append([]string{"today it is " + today.String()}, l.Doubts...)
			break
		}
	}
	return l
}
