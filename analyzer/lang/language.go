// Package lang says sentences in the languages of reports. A sentence is written in
// English where it is used; what it is in another language stands in the catalogues
// beside this file, which are gettext's.
package lang

import (
	"embed"
	"strings"
	"sync"

	"github.com/leonelquinteros/gotext"
)

// A Language is one that reports are written in. The zero Language is English.
type Language uint8

// The languages, which are those of the services' own pages.
const (
	English Language = iota
	Russian
	Chinese
	Polish
	languages
)

// codes are those of ISO 639.
var codes = [languages]string{"en", "ru", "zh", "pl"}

func (l Language) String() string { return codes[l] }

// Codes lists how the languages are named on the command line.
func Codes() []string { return codes[:] }

// Named finds a language by its code; ok is false where there is none of that name.
func Named(code string) (l Language, ok bool) {
	for l := range languages {
		if codes[l] == code {
			return l, true
		}
	}
	return English, false
}

// OfLocale finds the language that a user's environment asks for, such as Russian where
// LANG is ru_RU.UTF-8. It is English where it asks for none that there is.
func OfLocale(getenv func(string) string) Language {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale := getenv(name); locale != "" {
			l, _ := Named(strings.ToLower(locale[:min(2, len(locale))]))
			return l
		}
	}
	return English
}

//go:embed *.po
var files embed.FS

// A catalogue holds sentences of a language by their English.
type catalogue struct {
	counts *gotext.Domain // those with a number; it knows which form goes with which
	texts  map[string]*gotext.Translation
}

// catalogues are read when the first sentence is wanted in their language; there is none
// of English.
var catalogues = [languages]func() *catalogue{
	Russian: sync.OnceValue(read(Russian)),
	Chinese: sync.OnceValue(read(Chinese)),
	Polish:  sync.OnceValue(read(Polish)),
}

func read(l Language) func() *catalogue {
	return func() *catalogue {
		src, err := files.ReadFile(l.String() + ".po")
		if err != nil {
			panic(err) // it is embedded
		}
		po := gotext.NewPo()
		po.Parse(src)
		return &catalogue{po.GetDomain(), po.GetDomain().GetTranslations()}
	}
}
