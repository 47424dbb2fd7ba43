package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/leonelquinteros/gotext"

	"github.com/banlint/banlint/analyzer/lang"
)

const catalogues = "analyzer/lang/"

// Every sentence is said in every language. With -update, catalogues get what they lack,
// to be translated, and lose what is said no more.
func TestCatalogues(t *testing.T) {
	inRoot(t)
	wanted := messages(t)
	for _, l := range lang.Codes()[1:] {
		t.Run(l, func(t *testing.T) {
			file := catalogues + l + ".po"
			old := readCatalogue(t, file)
			checkFile(t, file, writeCatalogue(old, wanted))
			for _, m := range wanted {
				forms := slices.Collect(maps.Values(m.in(old)))
				if m.plural != "" && len(forms) < pluralForms[l] || len(forms) == 0 || slices.Contains(forms, "") {
					t.Errorf("not translated: %q of %s", m.id, m.where)
					continue
				}
				for _, form := range forms {
					m.check(t, l, form)
				}
			}
		})
	}
}

// pluralForms is how many forms a number has.
var pluralForms = map[string]int{"ru": 3, "zh": 1, "pl": 3}

func (m message) in(catalogue map[string]*gotext.Translation) map[int]string {
	if tr := catalogue[m.id]; tr != nil {
		return tr.Trs
	}
	return nil
}

var (
	verb = regexp.MustCompile(`%(?:\.\d)?(?:\[(\d)\])?([sdgf%])`)
	// name is what must not be translated: codes, flags, addresses, names of the API, and figures.
	name = regexp.MustCompile(`[A-Z]{2,}_[A-Z_]+|--[a-z-]+|https?://(?:\S*\w)?|\b[a-z]+[A-Z]\w*|\d+`)
)

// check holds a translation against the message.
func (m message) check(t *testing.T, l, form string) {
	t.Helper()
	if got, want := verbs(form), verbs(m.id); !slices.Equal(got, want) {
		t.Errorf("%q of %s: the formats are %v, want %v", form, m.where, got, want)
	}
	plain, english := verb.ReplaceAllString(form, ""), verb.ReplaceAllString(m.id, "")
	for _, n := range name.FindAllString(english, -1) {
		if !strings.Contains(plain, n) {
			t.Errorf("%q of %s lacks %q", form, m.where, n)
		}
	}
	if strings.HasPrefix(m.id, " ") && l != "zh" && !strings.HasPrefix(form, " ") || strings.HasSuffix(form, " ") {
		t.Errorf("%q of %s: wanted the blanks of %q", form, m.where, m.id)
	}
	if stops := func(s string) bool { return strings.HasSuffix(s, ".") || strings.HasSuffix(s, "。") }; stops(form) != stops(m.id) {
		t.Errorf("%q of %s: wanted a full stop where there is one in %q", form, m.where, m.id)
	}
	if lane := []string{"create", "poll", "other", "errors", "ban"}; slices.Contains(lane, m.id) && columnsOf(form) > 7 {
		t.Errorf("%q of %s is too wide for the picture", form, m.where)
	}
	script := map[string]*unicode.RangeTable{"ru": unicode.Cyrillic, "zh": unicode.Han}[l]
	rest := name.ReplaceAllString(plain, "")
	if strings.Count(english, " ") > 2 && strings.ContainsFunc(english, unicode.IsLetter) && script != nil && !strings.ContainsFunc(rest, func(r rune) bool { return unicode.Is(script, r) }) {
		t.Errorf("%q of %s is not in the language", form, m.where)
	}
}

func columnsOf(s string) (n int) {
	for _, r := range s {
		n++
		if unicode.Is(unicode.Han, r) {
			n++
		}
	}
	return n
}

// verbs lists which argument is written how, in the order of the arguments.
func verbs(form string) (list []string) {
	next := 1
	for _, v := range verb.FindAllStringSubmatch(form, -1) {
		if v[2] == "%" {
			continue
		}
		if v[1] != "" {
			next, _ = strconv.Atoi(v[1])
		}
		list = append(list, fmt.Sprintf("%d%s", next, v[2]))
		next++
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func readCatalogue(t *testing.T, file string) map[string]*gotext.Translation {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	po := gotext.NewPo()
	po.Parse(src)
	all := po.GetDomain().GetTranslations()
	all[""] = &gotext.Translation{Trs: map[int]string{0: header(string(src))}}
	return all
}

// header returns the lines of a catalogue before its first message.
func header(src string) string {
	head, _, _ := strings.Cut(src, "\n\n")
	return head
}

// writeCatalogue writes what is wanted with what is translated of it.
func writeCatalogue(old map[string]*gotext.Translation, wanted []message) string {
	var b strings.Builder
	b.WriteString(old[""].Trs[0] + "\n")
	for _, m := range wanted {
		fmt.Fprintf(&b, "\n#: %s\nmsgid %s\n", m.where, strconv.Quote(m.id))
		forms := m.in(old)
		if m.plural == "" {
			fmt.Fprintf(&b, "msgstr %s\n", strconv.Quote(forms[0]))
			continue
		}
		fmt.Fprintf(&b, "msgid_plural %s\n", strconv.Quote(m.plural))
		for i := range max(1, len(forms)) {
			fmt.Fprintf(&b, "msgstr[%d] %s\n", i, strconv.Quote(forms[i]))
		}
	}
	return b.String()
}

// A report reads in each language as the one in testdata/golden; -update rewrites them.
func TestReportsInLanguages(t *testing.T) {
	t.Chdir(recordings)
	for _, l := range lang.Codes()[1:] {
		t.Run(l, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			run([]string{"--lang", l, "check", filepath.Join("mixed", "run.har")}, &stdout, &stderr)
			if stderr.Len() > 0 {
				t.Fatal(stderr.String())
			}
			checkFile(t, filepath.Join("..", "golden", "lang", l+".txt"), stdout.String())
		})
	}
}
